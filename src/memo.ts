/** A pure function of an object that remembers what it made of each, for as long as the object lives. */
export function memo<Key extends object, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const made = new WeakMap<Key, { value: Value }>();
  return (key) => {
    const known = made.get(key) ?? { value: make(key) };
    made.set(key, known);
    return known.value;
  };
}

/** As many texts are remembered: those of one run are few, and a server's clients may send any. */
const MOST = 1000;

/** A pure function of texts and numbers that remembers what it made of each. */
export function memoText<Texts extends readonly (string | readonly number[] | undefined)[], Value>(
  make: (...texts: Texts) => Value,
): (...texts: Texts) => Value {
  const made = new Map<string, { value: Value }>();
  return (...texts) => {
    const key = JSON.stringify(texts);
    const known = made.get(key) ?? { value: make(...texts) };
    if (made.size >= MOST) made.clear();
    made.set(key, known);
    return known.value;
  };
}

/** A function without arguments that makes its value when it is first asked. */
export function once<Value>(make: () => Value): () => Value {
  let made: { value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
