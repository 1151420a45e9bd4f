// Stands in for modules that the bundle never calls.
export default {};
