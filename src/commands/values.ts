import { bug } from "../failure.ts";
import type { Asked, Input, Output } from "./input.ts";

export function valuesCommand(_asked: Asked<"values">, _input: Input): Output {
  throw bug("values", "it is not there yet");
}
