import { bug } from "../failure.ts";
import type { Asked, Input, Output } from "./input.ts";

export function patchesCommand(_asked: Asked<"patches">, _input: Input): Output {
  throw bug("patches", "it is not there yet");
}
