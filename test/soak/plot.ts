import type { EChartsOption, LineSeriesOption } from 'echarts';
import { drawSvg, INK, TEXT } from '../support/plot';
import { type Curve, PANELS } from './panels';
import type { Course } from './series';
import { minutes, type Results } from './tables';

const SIZE = { width: 960, height: 720 };
const BOX = { left: 60, right: 160, top: 56, height: 150, below: 74 };
const MS_PER_MINUTE = 60_000;

/** Draws docs/soak.svg. */
export function drawPlot(results: Results): string {
	return drawSvg(optionsOf(results), SIZE);
}

function optionsOf(results: Results): EChartsOption {
	const tops = PANELS.map((_, index) => BOX.top + index * (BOX.height + BOX.below));
	const { left, right, height } = BOX;
	const axis = { axisLabel: TEXT, splitLine: { lineStyle: { color: INK, opacity: 0.25 } } };
	return {
		title: PANELS.map(({ title }, index) => ({
			text: title,
			left,
			top: (tops[index] ?? 0) - 38,
			padding: 0,
			textStyle: { ...TEXT, fontSize: 15 },
		})),
		grid: tops.map((top) => ({ left, right, top, height })),
		xAxis: PANELS.map((_, gridIndex) => ({
			...axis,
			gridIndex,
			type: 'value',
			max: results.options.durationMs / MS_PER_MINUTE,
			splitLine: { show: false },
			name: gridIndex === PANELS.length - 1 ? 'minutes' : '',
			nameLocation: 'middle',
			nameGap: 30,
			nameTextStyle: TEXT,
			axisLine: { lineStyle: { color: INK } },
		})),
		yAxis: PANELS.map((_, gridIndex) => ({
			...axis,
			gridIndex,
			type: 'value',
			splitNumber: 3,
			minInterval: 1,
		})),
		series: PANELS.flatMap(({ curves }, index) => [
			...curves.flatMap((curve) => linesOf(curve, index, results)),
			warmUpMark(index, results),
		]),
	};
}

/** The samples, and dashed the trend after the warm-up. */
function linesOf(
	{ key, name, colour }: Curve,
	index: number,
	results: Results,
): LineSeriesOption[] {
	const { findings, options, verdict } = results;
	const course = verdict.courses.find(({ series }) => series.key === key);
	const { atMs: endMs = 0 } = findings.samples.at(-1) ?? {};
	const common = {
		type: 'line',
		xAxisIndex: index,
		yAxisIndex: index,
		symbol: 'none',
		itemStyle: { color: colour },
	} as const;
	return [
		{
			...common,
			lineStyle: { color: colour, width: 1.5 },
			endLabel: { ...TEXT, color: colour, show: true, distance: 8, formatter: name },
			data: findings.samples.map((sample) => [sample.atMs / MS_PER_MINUTE, sample[key]]),
		},
		{
			...common,
			lineStyle: { color: INK, width: 1.5, type: 'dashed' },
			data: course ? trendLine(course, options.warmUpMs, endMs) : [],
		},
	];
}

function trendLine({ trend }: Course, ...ends: readonly number[]): number[][] {
	return ends.map((ms) => [ms / MS_PER_MINUTE, trend.at(ms)]);
}

/** From here on the trend counts. */
function warmUpMark(index: number, { options: { warmUpMs } }: Results): LineSeriesOption {
	return {
		type: 'line',
		xAxisIndex: index,
		yAxisIndex: index,
		data: [],
		markLine: {
			silent: true,
			symbol: 'none',
			lineStyle: { color: INK, type: 'solid' },
			label: { ...TEXT, formatter: index === 0 ? minutes(warmUpMs) : '' },
			data: [{ xAxis: warmUpMs / MS_PER_MINUTE }],
		},
	};
}
