import { type Address, BITS, formatAddress } from "./address.ts";
import { type Cidr, parseCidr } from "./cidr.ts";

/** A block and what it is for. */
export interface Reasoned {
  cidr: Cidr;
  reasons: string[];
}

interface Block extends Address {
  prefix: number;
  reasons: string[];
}

/**
 * The fewest blocks that hold exactly the addresses of others: none is wider than what it is made of. What is in a wider
 * one goes into it, and two halves become their whole.
 */
export function aggregate(blocks: readonly Reasoned[]): Reasoned[] {
  const byKey = new Map<string, Block>();
  const keyOf = (family: 4 | 6, prefix: number, value: bigint) => `${family}/${prefix}/${value}`;
  const put = (block: Block) => {
    const key = keyOf(block.family, block.prefix, block.value);
    const reasons = [...new Set([...(byKey.get(key)?.reasons ?? []), ...block.reasons])];
    byKey.set(key, { ...block, reasons });
  };
  for (const { cidr, reasons } of blocks) {
    const { family, value, prefix } = cidr;
    put({ family, value, prefix, reasons });
  }
  for (let prefix = 128; prefix > 0; prefix--) {
    for (const [key, block] of [...byKey].filter(([, each]) => each.prefix === prefix)) {
      if (!byKey.has(key)) continue;
      const wider = widerIn(byKey, block, keyOf);
      const bit = 1n << BigInt(BITS[block.family] - prefix);
      const siblingKey = keyOf(block.family, prefix, block.value ^ bit);
      const sibling = byKey.get(siblingKey);
      if (!wider && !sibling) continue;
      byKey.delete(key);
      if (wider) put({ ...wider, reasons: block.reasons });
      else if (sibling) {
        byKey.delete(siblingKey);
        const reasons = [...block.reasons, ...sibling.reasons];
        put({ family: block.family, value: block.value & ~bit, prefix: prefix - 1, reasons });
      }
    }
  }
  const sorted = [...byKey.values()].sort((a, b) => a.family - b.family || (a.value < b.value ? -1 : 1));
  return sorted.map(({ family, value, prefix, reasons }) => ({
    cidr: parseCidr(`${formatAddress({ family, value })}/${prefix}`) as Cidr,
    reasons,
  }));
}

/** A wider block that holds one, if there is one. */
function widerIn(
  blocks: ReadonlyMap<string, Block>,
  { family, prefix, value }: Block,
  keyOf: (family: 4 | 6, prefix: number, value: bigint) => string,
): Block | undefined {
  for (let wider = prefix - 1; wider >= 0; wider--) {
    const host = BigInt(BITS[family] - wider);
    const found = blocks.get(keyOf(family, wider, (value >> host) << host));
    if (found) return found;
  }
  return undefined;
}
