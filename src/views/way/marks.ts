import { type Html, html } from "../../escape/html.ts";
import type { Outcome } from "../../judgement/verdict.ts";
import type { Hop } from "./way.ts";

/** Outlines around 0, 0 in 24 units. No two outcomes have one shape, so that none is known by its colour alone. */
const OUTCOMES: Record<Outcome, Html> = {
  client: html`<circle r="11"/><path d="M-5 0.5l3.5 4l7-8"/>`,
  hidden: html`<rect x="-10" y="-10" width="20" height="20" rx="3"/><path d="M-4.5-4.5l9 9m0-9l-9 9"/>`,
  forgeable: html`<path d="M0-11L11.5 9h-23z"/><path d="M0-4v6m0 3.4v0.2"/>`,
  broken: html`<path d="M-4.6-11h9.2l6.4 6.4v9.2l-6.4 6.4h-9.2l-6.4-6.4v-9.2z"/><path d="M-6 0h12"/>`,
  unknown: html`<path d="M0-12l12 12l-12 12l-12-12z"/><path d="M-2.8-2.5a2.8 2.8 0 1 1 4.2 2.4q-1.4 0.8-1.4 2.1m0 3v0.2"/>`,
};

const HOPS: Record<Hop["who"], Html> = {
  client: html`<circle cy="-4" r="4.5"/><path d="M-8.5 9a8.5 7.5 0 0 1 17 0z"/>`,
  "load balancer": html`<path d="M-10 0h8m10-7h-4l-6 7l6 7h4m-3-10l3 3l-3 3m0 8l3-3l-3-3"/>`,
  node: html`<path d="M0-10l9 5v10l-9 5l-9-5v-10z"/>`,
  Kong: html`<path d="M-9-8h18v16h-18zM-9-2.7h18M-9 2.7h18"/>`,
};

export const outcomeMark = (outcome: Outcome, x: number, y: number): Html =>
  html`<g class="mark ${outcome as string as Html}" transform="translate(${x} ${y})">${OUTCOMES[outcome]}</g>`;

export const hopMark = (who: Hop["who"], x: number, y: number): Html =>
  html`<g class="mark hop" transform="translate(${x} ${y})">${HOPS[who]}</g>`;
