// Series over time as one SVG: a panel for each group, all over the same minutes.

export interface Line {
  name: string;
  values: number[];
}

export interface Panel {
  title: string;
  unit: string;
  lines: Line[];
}

const WIDTH = 900;
const PANEL = { height: 150, left: 70, right: 190, top: 28, bottom: 22 };
const COLOURS = ['#1f6feb', '#d1242f', '#1a7f37', '#9a6700', '#8250df', '#57606a'];

export function chart(title: string, minutes: number[], panels: Panel[]): string {
  const height = 40 + panels.length * PANEL.height;
  const drawn = panels.map((panel, at) => drawPanel(panel, minutes, 40 + at * PANEL.height));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" font-family="sans-serif" font-size="11">
<rect width="100%" height="100%" fill="white"/>
<text x="12" y="24" font-size="15">${escaped(title)}</text>
${drawn.join('\n')}
</svg>
`;
}

function drawPanel({ title, unit, lines }: Panel, minutes: number[], y: number): string {
  const values = lines.flatMap((line) => line.values).filter(Number.isFinite);
  const highest = Math.max(...values, 1e-9) * 1.05;
  const last = Math.max(...minutes, 1e-9);
  const inner = { width: WIDTH - PANEL.left - PANEL.right, height: PANEL.height - PANEL.top - PANEL.bottom };
  const bottom = y + PANEL.top + inner.height;
  const x = (minute: number): number => PANEL.left + (minute / last) * inner.width;
  const level = (value: number): number => bottom - (value / highest) * inner.height;
  const paths = lines.map((line, at) => {
    const points = line.values.map((value, index) => `${x(minutes[index] ?? 0).toFixed(1)},${level(value).toFixed(1)}`);
    const colour = COLOURS[at % COLOURS.length] ?? 'black';
    const label = `${line.name}: ${number(line.values[0])} → ${number(line.values.at(-1))}`;
    return `<polyline fill="none" stroke="${colour}" points="${points.join(' ')}"/>
<text x="${WIDTH - PANEL.right + 10}" y="${y + PANEL.top + 10 + at * 14}" fill="${colour}">${escaped(label)}</text>`;
  });
  return `<text x="${PANEL.left}" y="${y + 18}" font-weight="bold">${escaped(title)}, ${escaped(unit)}</text>
<line x1="${PANEL.left}" y1="${bottom}" x2="${PANEL.left + inner.width}" y2="${bottom}" stroke="#999"/>
<line x1="${PANEL.left}" y1="${y + PANEL.top}" x2="${PANEL.left}" y2="${bottom}" stroke="#999"/>
<text x="${PANEL.left - 6}" y="${y + PANEL.top + 8}" text-anchor="end">${number(highest)}</text>
<text x="${PANEL.left - 6}" y="${bottom}" text-anchor="end">0</text>
<text x="${PANEL.left + inner.width}" y="${bottom + 14}" text-anchor="end">${last.toFixed(1)} min</text>
${paths.join('\n')}`;
}

function number(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return '–';
  return value >= 100 ? value.toFixed(0) : value.toFixed(value >= 10 ? 1 : 2);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
