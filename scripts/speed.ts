import { type Html, html, text } from "../src/escape/html.ts";

/** A stream of so many releases, and what each contestant took for all of them, in milliseconds. */
export interface Fleet {
  releases: number;
  contestants: readonly { id: string; title: string; numbers?: { median: number } }[];
}

/** How long one release takes somebody, by how many there are. */
interface Curve {
  title: string;
  points: { releases: number; milliseconds: number }[];
}

const WIDTH = 360;
const PLOT = { left: 58, right: 344, top: 40, bottom: 250 };
const ROW = 38;

const STYLE = `
.speed{--ground:#fff;--ink:#1f2328;--quiet:#59636e;--edge:#d1d9e0;--c0:#116329;--c1:#0550ae;--c2:#a40e26;--c3:#7a4a00;--c4:#6639ba;--c5:#59636e;font-family:system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;max-width:100%;height:auto}
@media (prefers-color-scheme:dark){.speed{--ground:#0d1117;--ink:#e6edf3;--quiet:#a3adb8;--edge:#3d444d;--c0:#56d364;--c1:#79c0ff;--c2:#ff8a80;--c3:#e3b341;--c4:#d2a8ff;--c5:#a3adb8}}
.speed text{fill:var(--ink);font-size:13px}
.speed .caption{font-size:14px;font-weight:600}
.speed .quiet{fill:var(--quiet)}
.speed .ground{fill:var(--ground)}
.speed .grid{stroke:var(--edge)}
.speed .curve{fill:none;stroke-width:2.5;stroke-linejoin:round}
`.trim();

/** By a curve's place: colours are told apart by dashes as well. */
const DASHES = ["none", "9 4", "2 3", "9 3 2 3", "5 3", "1 5"];

/** The time for each release, in one picture 360 units wide for light and dark; both axes grow by powers of ten. */
export function speedPicture(fleets: readonly Fleet[]): string {
  const curves = curvesOf(fleets);
  const sizes = fleets.map(({ releases }) => releases);
  const times = curves.flatMap(({ points }) => points.map(({ milliseconds }) => milliseconds));
  const x = scale(Math.min(...sizes), Math.max(...sizes), PLOT.left, PLOT.right);
  const [lowest, highest] = [10 ** Math.floor(Math.log10(Math.min(...times))), Math.max(...times)];
  const y = scale(lowest, highest, PLOT.bottom, PLOT.top);
  const height = PLOT.bottom + 48 + curves.length * ROW;
  const across = powers(lowest, highest).map(
    (each) =>
      html`<path class="grid" d="M${PLOT.left} ${y(each)}H${PLOT.right}"/><text class="quiet" x="${PLOT.left - 6}" y="${y(each) + 4}" text-anchor="end">${text(timeOf(each))}</text>`,
  );
  const down = powers(1, Math.max(...sizes)).map(
    (each) =>
      html`<path class="grid" d="M${x(each)} ${PLOT.top}V${PLOT.bottom}"/><text class="quiet" x="${x(each)}" y="${PLOT.bottom + 18}" text-anchor="middle">${text(each.toLocaleString("en"))}</text>`,
  );
  const lines = curves.map(({ points }, index) => {
    const path = points.map(({ releases, milliseconds }) => `${x(releases)} ${y(milliseconds)}`).join("L");
    return html`<path class="curve" d="M${path as Html}" ${strokeOf(index)}/>`;
  });
  const rows = curves.map((curve, index) => {
    const top = PLOT.bottom + 46 + index * ROW;
    return html`<path class="curve" d="M16 ${top - 4}H48" ${strokeOf(index)}/><text x="${PLOT.left}" y="${top}">${text(curve.title)}</text><text class="quiet" x="${PLOT.left}" y="${top + 16}">${text(inWords(curve))}</text>`;
  });
  const words = curves.map((curve) => `${curve.title}: ${inWords(curve)}.`).join(" ");
  return `${html`<svg xmlns="http://www.w3.org/2000/svg" class="speed" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img"><title>Time for each release, by the releases in a stream</title><desc>${text(words)}</desc><style>${STYLE as Html}</style><rect class="ground" width="${WIDTH}" height="${height}" rx="12"/><text class="caption" x="16" y="23">Time for each release of a stream</text>${across}${down}${lines}${rows}</svg>`}\n`;
}

function curvesOf(fleets: readonly Fleet[]): Curve[] {
  const curves = new Map<string, Curve>();
  for (const { releases, contestants } of fleets)
    for (const { id, title, numbers } of contestants) {
      if (!numbers) continue;
      const curve = curves.get(id) ?? { title, points: [] };
      curves.set(id, curve);
      curve.points.push({ releases, milliseconds: numbers.median / releases });
    }
  return [...curves.values()];
}

const strokeOf = (index: number): Html =>
  html`stroke="var(--c${index % DASHES.length})" stroke-dasharray="${text(DASHES[index % DASHES.length] ?? "none")}"`;

/** Where a number stands between two places, by its logarithm; to a tenth. */
const scale =
  (low: number, high: number, from: number, to: number) =>
  (value: number): number =>
    Math.round(10 * (from + ((to - from) * Math.log(value / low)) / Math.log(high / low))) / 10;

/** The powers of ten from one to another. */
const powers = (low: number, high: number): number[] => {
  const first = Math.ceil(Math.log10(low) - 1e-9);
  return Array.from({ length: Math.floor(Math.log10(high) + 1e-9) - first + 1 }, (_, index) => 10 ** (first + index));
};

const timeOf = (milliseconds: number): string =>
  milliseconds < 1000 ? `${Number(milliseconds.toPrecision(2))} ms` : `${(milliseconds / 1000).toFixed(1)} s`;

const inWords = ({ points }: Curve): string => {
  const [first, last] = [points[0], points.at(-1)].map((point) => (point ? timeOf(point.milliseconds) : ""));
  return `${first} alone, ${last} each of ${points.at(-1)?.releases.toLocaleString("en")}`;
};
