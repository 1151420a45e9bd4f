import { visible } from "./text.ts";

/**
 * The text of a SARIF message. Braces would be placeholders (2.1.0, 3.11.5). `[text](1)` would be a link (3.11.6), for
 * which the standard has no escape outside of a link's text and viewers go by a pattern, so the bracket is written.
 */
export const messageText = (text: string): string =>
  visible(text).replace(/[{}]/g, "$&$&").replaceAll("](", "]\\u0028");
