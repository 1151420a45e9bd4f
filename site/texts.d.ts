declare module "*.yaml" {
  const text: string;
  export default text;
}
declare module "*.svg" {
  const text: string;
  export default text;
}
declare module "*.css" {
  const text: string;
  export default text;
}
/** The code of a worker, bundled. */
declare module "*?text" {
  const text: string;
  export default text;
}
