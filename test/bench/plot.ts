import type { EChartsOption } from 'echarts';
import { COLOURS, drawSvg, INK, TEXT } from '../support/plot';
import { NAMES } from './contender';
import { type Panel, panelsOf } from './panels';
import type { Results } from './results';
import { number } from './words';

const COLOUR_OF: Readonly<Record<string, string>> = {
	[NAMES.node]: COLOURS.blue,
	[NAMES.http]: COLOURS.orange,
	[NAMES.batched]: COLOURS.sand,
	[NAMES.expressions]: COLOURS.grey,
};

const SIZE = { width: 960, height: 640 };

/** Draws docs/benchmark.svg. */
export function drawPlot(results: Results): string {
	return drawSvg(optionsOf(panelsOf(results)), SIZE);
}

function optionsOf(panels: readonly Panel[]): EChartsOption {
	return {
		color: Object.values(COLOUR_OF),
		legend: {
			data: Object.keys(COLOUR_OF),
			top: 8,
			itemGap: 24,
			textStyle: { ...TEXT, fontSize: 14 },
		},
		title: panels.map(({ title, box }) => ({
			text: title,
			left: box.left,
			top: box.top - 34,
			textStyle: { ...TEXT, fontSize: 15 },
		})),
		grid: panels.map(({ box }) => box),
		xAxis: panels.map((_, gridIndex) => ({
			gridIndex,
			type: 'value',
			splitNumber: 4,
			axisLabel: TEXT,
			splitLine: { lineStyle: { color: INK, opacity: 0.25 } },
		})),
		yAxis: panels.map(({ categories }, gridIndex) => ({
			gridIndex,
			type: 'category',
			inverse: true,
			data: [...categories],
			axisLabel: TEXT,
			axisTick: { show: false },
			axisLine: { lineStyle: { color: INK } },
		})),
		series: panels.flatMap(({ values }, index) =>
			[...values].map(([name, data]) => ({
				name,
				type: 'bar' as const,
				xAxisIndex: index,
				yAxisIndex: index,
				itemStyle: { color: COLOUR_OF[name] ?? INK },
				barGap: '12%',
				barCategoryGap: '30%',
				label: {
					...TEXT,
					show: true,
					position: 'right' as const,
					formatter: ({ value }: { value: unknown }) => number(Number(value)),
				},
				data: data.map((value) => value ?? '-'),
			})),
		),
	};
}
