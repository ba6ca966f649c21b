import { type EChartsOption, init } from 'echarts';

/** Distinct on white and on black, as the background is left to the page. */
export const COLOURS = {
	blue: '#2f81f7',
	orange: '#d4731d',
	sand: '#e5a54b',
	grey: '#98a1ab',
} as const;

/** Of texts and lines: readable on white and on black. */
export const INK = '#7b838c';

/** What texts look like. */
export const TEXT = {
	color: INK,
	fontFamily: 'system-ui, -apple-system, Roboto, Helvetica, Arial, sans-serif',
	fontSize: 13,
} as const;

/** Draws a plot as the text of an SVG file; the size is in pixels. */
export function drawSvg(
	options: EChartsOption,
	size: { readonly width: number; readonly height: number },
): string {
	const chart = init(null, null, { renderer: 'svg', ssr: true, ...size });
	chart.setOption({ animation: false, textStyle: TEXT, ...options });
	const svg = chart.renderToSVGString();
	chart.dispose();
	return `${svg}\n`;
}
