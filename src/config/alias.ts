import { clouds } from "../generated/clouds.ts";

/** Whether a name is one of the others that people type for something. */
export const isAlias = (name: string, aliases: readonly string[] = []): boolean => aliases.includes(name.toLowerCase());

/**
 * `use cloud eks` for aws, `use cloud eks and loadBalancer alb` for ALB; undefined where nothing is called so. One name
 * for one thing keeps configs alike, so other names lead on and are not taken.
 */
export function leadOn(name: string): string | undefined {
  const all = Object.entries(clouds).map(([id, make]) => ({ id, ...make() }));
  const meant = all.filter(({ id, aliases }) => id === name.toLowerCase() || isAlias(name, aliases));
  const choices =
    meant.length > 0
      ? meant.map(({ id }) => `cloud ${id}`)
      : all.flatMap(({ id, loadBalancers }) =>
          Object.entries(loadBalancers)
            .filter(([key, { aliases }]) => key === name.toLowerCase() || isAlias(name, aliases))
            .map(([key]) => `cloud ${id} and loadBalancer ${key}`),
        );
  return choices.length > 0 ? `use ${choices.join(", or ")}` : undefined;
}
