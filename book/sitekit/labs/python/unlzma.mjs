// Unpacks the .lzma format, where its header states the size, after the specification that
// Igor Pavlov put into the public domain (LZMA SDK). Browsers themselves unpack nothing as dense.

// Where each kind of probability starts in the one table of them.
const IS_MATCH = 0, IS_REP = 192, IS_REP_G0 = 204, IS_REP_G1 = 216, IS_REP_G2 = 228;
const IS_REP0_LONG = 240, SLOT = 432, SPECIAL = 688, ALIGN = 802, LENGTH = 818, REP_LENGTH = 1332;
const LITERAL = 1846;

export function unlzma(input) {
  const properties = input[0];
  const lc = properties % 9;
  const literalMask = (1 << ((properties / 9) | 0) % 5) - 1;
  const posMask = (1 << ((properties / 45) | 0)) - 1;
  const out = new Uint8Array(new DataView(input.buffer, input.byteOffset).getUint32(5, true));
  const table = new Uint16Array(LITERAL + (0x300 << (lc + 4))).fill(1024);
  let at = 18; // after the header and the first byte, which is nought
  let code = 0;
  let range = -1 >>> 0;
  for (let byte = 14; byte < 18; byte += 1) code = ((code << 8) | input[byte]) >>> 0;

  function bit(index) {
    const chance = table[index];
    const bound = (range >>> 11) * chance;
    let result = 0;
    if (code < bound) {
      range = bound;
      table[index] = chance + ((2048 - chance) >> 5);
    } else {
      range -= bound;
      code -= bound;
      table[index] = chance - (chance >> 5);
      result = 1;
    }
    if (range < 0x1000000) {
      range = (range << 8) >>> 0;
      code = ((code << 8) | input[at]) >>> 0;
      at += 1;
    }
    return result;
  }

  function tree(index, bits) {
    let node = 1;
    for (let n = 0; n < bits; n += 1) node = (node << 1) | bit(index + node);
    return node - (1 << bits);
  }

  function reverse(index, bits) {
    let node = 1;
    let value = 0;
    for (let n = 0; n < bits; n += 1) {
      const one = bit(index + node);
      node = (node << 1) | one;
      value |= one << n;
    }
    return value;
  }

  function direct(bits) {
    let value = 0;
    for (let n = 0; n < bits; n += 1) {
      range >>>= 1;
      const one = code >= range ? 1 : 0;
      if (one) code -= range;
      value = (value << 1) | one;
      if (range < 0x1000000) {
        range = (range << 8) >>> 0;
        code = ((code << 8) | input[at]) >>> 0;
        at += 1;
      }
    }
    return value >>> 0;
  }

  function length(index, posState) {
    if (!bit(index)) return 2 + tree(index + 2 + (posState << 3), 3);
    if (!bit(index + 1)) return 10 + tree(index + 130 + (posState << 3), 3);
    return 18 + tree(index + 258, 8);
  }

  function distance(count) {
    const slot = tree(SLOT + (Math.min(count - 2, 3) << 6), 6);
    if (slot < 4) return slot;
    const bits = (slot >> 1) - 1;
    const base = (2 | (slot & 1)) << bits >>> 0;
    if (slot < 14) return base + reverse(SPECIAL + base - slot - 1, bits);
    return base + direct(bits - 4) * 16 + reverse(ALIGN, 4);
  }

  let state = 0;
  let rep0 = 0, rep1 = 0, rep2 = 0, rep3 = 0;
  let end = 0;
  while (end < out.length) {
    const posState = end & posMask;
    if (!bit(IS_MATCH + (state << 4) + posState)) {
      const before = end ? out[end - 1] : 0;
      const index = LITERAL + 0x300 * (((end & literalMask) << lc) + (before >> (8 - lc)));
      let symbol = 1;
      if (state >= 7) {
        let match = out[end - rep0 - 1];
        while (symbol < 0x100) {
          const one = (match >> 7) & 1;
          match <<= 1;
          const got = bit(index + ((1 + one) << 8) + symbol);
          symbol = (symbol << 1) | got;
          if (got !== one) break;
        }
      }
      while (symbol < 0x100) symbol = (symbol << 1) | bit(index + symbol);
      out[end] = symbol;
      end += 1;
      state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
      continue;
    }
    let count;
    if (!bit(IS_REP + state)) {
      rep3 = rep2; rep2 = rep1; rep1 = rep0;
      count = length(LENGTH, posState);
      state = state < 7 ? 7 : 10;
      rep0 = distance(count);
    } else {
      if (!bit(IS_REP_G0 + state)) {
        if (!bit(IS_REP0_LONG + (state << 4) + posState)) {
          out[end] = out[end - rep0 - 1];
          end += 1;
          state = state < 7 ? 9 : 11;
          continue;
        }
      } else {
        let chosen = rep1;
        if (bit(IS_REP_G1 + state)) {
          chosen = rep2;
          if (bit(IS_REP_G2 + state)) {
            chosen = rep3;
            rep3 = rep2;
          }
          rep2 = rep1;
        }
        rep1 = rep0;
        rep0 = chosen;
      }
      count = length(REP_LENGTH, posState);
      state = state < 7 ? 8 : 11;
    }
    if (rep0 >= end || at > input.length + 4) throw new Error("damaged file");
    for (let n = Math.min(count, out.length - end); n > 0; n -= 1, end += 1) {
      out[end] = out[end - rep0 - 1];
    }
  }
  return out;
}
