import { amazon } from "./amazon.ts";
import { america } from "./america.ts";
import { asia } from "./asia.ts";
import { europe } from "./europe.ts";
import type { Facts } from "./fact.ts";
import { googleAndMicrosoft } from "./google-and-microsoft.ts";
import { inside } from "./inside.ts";
import { own } from "./own.ts";

export const facts: Facts = { ...amazon, ...googleAndMicrosoft, ...america, ...asia, ...europe, ...inside, ...own };
