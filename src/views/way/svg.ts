import { type Html, html, text } from "../../escape/html.ts";
import { visible } from "../../escape/text.ts";
import { lines } from "./lay.ts";
import { hopMark, outcomeMark } from "./marks.ts";
import type { Hop, Other, Packet, Way } from "./way.ts";

const WIDTH = 360;
const EDGE = 8;
const THREAD = 34;
const TEXT = 62;
const ROOM = WIDTH - EDGE - TEXT - 8;
const LINE = 18;

/** Markup, and where the next begins. */
interface Drawn {
  art: Html;
  y: number;
}

/**
 * A way as a picture 360 units wide, from top to bottom. The line along the left is the client's address: thick while it
 * is known, thin and broken once it is lost, dotted where it is made up.
 *
 * @param caption stands above, like `Before`
 * @param style a style sheet to go along, for a picture that stands alone
 */
export function waySvg(way: Way, caption: string, style?: string): Html {
  const drawn: Html[] = [];
  let y = 34;
  for (const hop of way.hops) {
    const box = hopBox(hop, way, y);
    drawn.push(box.art);
    y = box.y;
    if (!hop.sends) continue;
    const link = linkArt(hop.sends, y);
    drawn.push(link.art);
    y = link.y;
  }
  for (const other of way.others) {
    const aside = asideArt(other, y);
    drawn.push(aside.art);
    y = aside.y;
  }
  const height = y + EDGE;
  const sheet = style === undefined ? html`` : html`<style>${style as Html}</style>`;
  return html`<svg xmlns="http://www.w3.org/2000/svg" class="way ${way.outcome as Html}" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img"><title>${text(`${caption}: ${way.result}`)}</title><desc>${text(inWords(way))}</desc>${sheet}<rect class="ground" width="${WIDTH}" height="${height}" rx="12"/><text class="caption" x="${EDGE + 8}" y="23">${text(caption)}</text><text class="result" x="${WIDTH - EDGE - 8}" y="23" text-anchor="end">${text(way.result)}</text>${drawn}</svg>`;
}

function hopBox({ who, name, does, isFault }: Hop, way: Way, y: number): Drawn {
  const isKong = who === "Kong";
  const details = [...(name === undefined ? [] : [name]), ...does].flatMap((clause) => linesOf(clause, 13));
  const sees = isKong && way.sees ? linesOf(`sees ${way.sees}`, 14) : [];
  const why = isKong ? linesOf(way.because, 13) : [];
  const texts: [string, string][] = [
    ["who", who],
    ...details.map((one): [string, string] => ["does", one]),
    ...sees.map((one): [string, string] => ["sees", one]),
    ...why.map((one): [string, string] => ["does", one]),
  ];
  const height = texts.length * LINE + 16;
  const badge = isKong || isFault ? outcomeMark(way.outcome, WIDTH - EDGE - 20, y + 19) : html``;
  const art = html`<rect class="box${(isFault ? " fault" : "") as Html}" x="${EDGE}" y="${y}" width="${WIDTH - 2 * EDGE}" height="${height}" rx="8"/>${hopMark(who, THREAD, y + 18)}${badge}${textLines(texts, y + 5)}`;
  return { art, y: y + height };
}

function linkArt({ from, says, carries }: Packet, y: number): Drawn {
  const source = from === undefined ? "from an address that is not known" : `from ${from}`;
  const header = says ? `${says.by.replace(/^the /, "")}: ${says.addresses.join(", ")}` : undefined;
  const texts = [source, ...(header === undefined ? [] : [header])]
    .flatMap((one) => linesOf(one, 12.5))
    .map((one): [string, string] => ["packet", one]);
  const end = y + texts.length * LINE + 14;
  const art = html`<path class="thread ${carries as Html}" d="M${THREAD} ${y}V${end - 9}"/><path class="tip ${carries as Html}" d="M${THREAD - 6} ${end - 10}h12l-6 9z"/>${textLines(texts, y + 5)}`;
  return { art, y: end };
}

/** Who else comes to Kong, from the side. */
function asideArt({ what, isBelieved }: Other, y: number): Drawn {
  const texts = linesOf(what, 13).map((one): [string, string] => ["does", one]);
  const end = y + texts.length * LINE + 14;
  const middle = y + 18;
  const tip = isBelieved
    ? html`<path class="tip aside-tip" d="M${THREAD - 5} ${y + 9}h10l-5 -8z"/>`
    : html`<path class="bar" d="M${THREAD - 7} ${y + 6}h14"/>`;
  const art = html`<path class="aside" d="M${THREAD + 14} ${middle}H${THREAD}V${y + 7}"/>${tip}${textLines(texts, y + 7)}`;
  return { art, y: end };
}

const linesOf = (clause: string, size: number): string[] => lines(visible(clause), ROOM, size);

const textLines = (texts: readonly (readonly [string, string])[], y: number): Html[] =>
  texts.map(
    ([kind, one], index) =>
      html`<text class="${kind as Html}" x="${TEXT}" y="${y + (index + 1) * LINE - 2}">${text(one)}</text>`,
  );

/** The picture in sentences, for whom sees none. */
function inWords({ hops, sees, because, others }: Way): string {
  const parts = hops.map(({ who, name, does, sends }) => {
    const what = [...(name ? [name] : []), ...does].join(", ");
    const says = sends?.says ? ` with ${sends.says.by}: ${sends.says.addresses.join(", ")}` : "";
    const goes = sends?.from ? `; what it sends comes from ${sends.from}${says}` : "";
    return `${who}${what === "" ? "" : ` (${what})`}${goes}.`;
  });
  return [...parts, `${sees ? `Kong sees ${sees}: ` : ""}${because}.`, ...others.map(({ what }) => `${what}.`)].join(
    " ",
  );
}
