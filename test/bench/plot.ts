import { init, type EChartsOption } from 'echarts';
import { NAMES } from './contender';
import { type Panel, panelsOf } from './panels';
import type { Results } from './results';
import { number } from './words';

/** Distinct on white and on black, as the background is left to the page. */
const COLOURS: Readonly<Record<string, string>> = {
	[NAMES.node]: '#2f81f7',
	[NAMES.http]: '#d4731d',
	[NAMES.batched]: '#e5a54b',
	[NAMES.floor]: '#98a1ab',
};
/** Readable on either. */
const INK = '#7b838c';
const FONT = 'system-ui, -apple-system, Roboto, Helvetica, Arial, sans-serif';

const SIZE = { width: 960, height: 640 };

/** Draws docs/benchmark.svg. */
export function drawPlot(results: Results): string {
	const chart = init(null, null, { renderer: 'svg', ssr: true, ...SIZE });
	chart.setOption(optionsOf(panelsOf(results)));
	const svg = chart.renderToSVGString();
	chart.dispose();
	return `${svg}\n`;
}

function optionsOf(panels: readonly Panel[]): EChartsOption {
	const text = { color: INK, fontFamily: FONT, fontSize: 13 };
	return {
		animation: false,
		textStyle: text,
		color: Object.values(COLOURS),
		legend: {
			data: Object.keys(COLOURS),
			top: 8,
			itemGap: 24,
			textStyle: { ...text, fontSize: 14 },
		},
		title: panels.map(({ title, box }) => ({
			text: title,
			left: box.left,
			top: box.top - 34,
			textStyle: { ...text, fontSize: 15 },
		})),
		grid: panels.map(({ box }) => box),
		xAxis: panels.map((_, gridIndex) => ({
			gridIndex,
			type: 'value',
			splitNumber: 4,
			axisLabel: text,
			splitLine: { lineStyle: { color: INK, opacity: 0.25 } },
		})),
		yAxis: panels.map(({ categories }, gridIndex) => ({
			gridIndex,
			type: 'category',
			inverse: true,
			data: [...categories],
			axisLabel: text,
			axisTick: { show: false },
			axisLine: { lineStyle: { color: INK } },
		})),
		series: panels.flatMap(({ values }, index) =>
			[...values].map(([name, data]) => ({
				name,
				type: 'bar' as const,
				xAxisIndex: index,
				yAxisIndex: index,
				itemStyle: { color: COLOURS[name] ?? INK },
				barGap: '12%',
				barCategoryGap: '30%',
				label: {
					...text,
					show: true,
					position: 'right' as const,
					formatter: ({ value }: { value: unknown }) => number(Number(value)),
				},
				data: data.map((value) => value ?? '-'),
			})),
		),
	};
}
