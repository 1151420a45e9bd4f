import { PAGE_STYLE } from "../src/views/page/style.ts";
import { pages } from "./pages/index.ts";
import style from "./style.css";

/** All files of the site but its script. */
export const files = (): Record<string, string> => ({
  ...pages(),
  "style.css": `${PAGE_STYLE}\n${style}`,
  ".nojekyll": "",
});
