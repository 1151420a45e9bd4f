// Says what hinders a release, or prints its notes: node .github/release/check.mjs v1.2.3 OWNER/REPOSITORY
import { readFileSync } from "node:fs";

const [tag = "", repository = ""] = process.argv.slice(2);
const version = tag.replace(/^v/, "");
const read = (file) => readFileSync(file, "utf8");
const literally = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

const { version: packed, repository: source } = JSON.parse(read("package.json"));
const versions = {
  "package.json": packed,
  "package-lock.json": JSON.parse(read("package-lock.json")).packages[""].version,
  "plugin.yaml": /^version: *"?([^"\s]+)/m.exec(read("plugin.yaml"))?.[1],
};
const section = new RegExp(`^## \\[${literally(version)}\\] - (.*)\\n([^]*?)(?=^## |^\\[|(?![^]))`, "m");
const [, day = "", notes = ""] = section.exec(read("CHANGELOG.md")) ?? [];
const url = (typeof source === "string" ? source : source?.url) ?? "";

const faults = [
  !/^v\d+\.\d+\.\d+(-[\w.]+)?$/.test(tag) && `${tag}: it is not of the form v1.2.3; delete the tag and set another`,
  ...Object.entries(versions).map(
    ([file, found]) => found !== version && `${file}: its version is ${found}, the tag's ${version}; make them equal`,
  ),
  !/^\d{4}-\d{2}-\d{2}$/.test(day) &&
    `CHANGELOG.md: there is no section "## [${version}] - YYYY-MM-DD"; write one, with the day of the release`,
  !new RegExp(`github\\.com[/:]${literally(repository)}(\\.git)?$`).test(url) &&
    `package.json: its repository is ${url || "not set"}, but this is ${repository}; npm's provenance needs the same`,
].filter(Boolean);

if (faults.length > 0) {
  console.error(faults.join("\n"));
  process.exitCode = 1;
} else {
  console.log(notes.trim());
}
