/** In CI properties make the same tries each time, so that what is red there is the change. Elsewhere each run makes others. */

if (process.env["CI"]) {
  const { default: fc } = await import("fast-check");
  fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 20261124 });
}

export {};
