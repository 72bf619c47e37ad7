// An hour by minutes: exchanges, and those that failed.

import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

interface Minute {
  at: string;
  count: number;
  failed: number;
}

const HEIGHT = 130;

export function Chart({ minutes, label }: { minutes: Minute[]; label: string }) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const data: uPlot.AlignedData = [
    minutes.map(({ at }) => Date.parse(at) / 1_000),
    minutes.map(({ count }) => count),
    minutes.map(({ failed }) => failed),
  ];
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const styles = getComputedStyle(element);
    const colour = (name: string): string => styles.getPropertyValue(name);
    const axis = { stroke: styles.color, grid: { show: false }, ticks: { show: false } };
    plot.current = new uPlot(
      {
        width: element.clientWidth,
        height: HEIGHT,
        legend: { show: false },
        cursor: { show: false },
        scales: { y: { range: (_plot, _low, high) => [0, Math.max(1, high)] } },
        axes: [axis, { ...axis, size: 40 }],
        series: [{}, { stroke: colour('--chart'), width: 2 }, { stroke: colour('--chart-bad'), width: 2 }],
      },
      data,
      element,
    );
    const watch = new ResizeObserver(() => plot.current?.setSize({ width: element.clientWidth, height: HEIGHT }));
    watch.observe(element);
    return () => {
      watch.disconnect();
      plot.current?.destroy();
    };
    // The plot is made once; its data follow below.
  }, []);
  useEffect(() => plot.current?.setData(data));
  return <div ref={place} className="plot" role="img" aria-label={label} />;
}
