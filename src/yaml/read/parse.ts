import { Composer, type Document, Lexer, Parser } from "yaml";

/** The failsafe schema keeps every scalar as it is written; duplicate keys are legal for Kubernetes. */
const OPTIONS = { schema: "failsafe", uniqueKeys: false, keepSourceTokens: true } as const;

/** What there is in a text for Kubernetes, which reads one document and no more. */
export interface Parsed {
  document: Document.Parsed;
  /** Where a second document starts, behind `...` or a marker. */
  rest?: number;
}

/** Parses a text as YAML whose lines end in \n or \r\n. Errors are told by the document. */
export function parse(text: string): Parsed {
  const parser = new Parser();
  Object.assign(parser, { lexer: lenientLexer() });
  const composer = composerOfOneError();
  let document: Document.Parsed | undefined;
  for (const each of composer.compose(parser.parse(text), true, text.length)) {
    if (document) return { document, rest: each.range[0] };
    document = each as Document.Parsed;
  }
  return { document: document as Document.Parsed };
}

type OnError = (source: unknown, code: string, message: string, isWarning?: boolean) => void;

/** A composer that tells of the first error, and of what stops it: each would take as long as a page of text. */
function composerOfOneError(): Composer {
  const composer = new Composer(OPTIONS);
  const inner = composer as unknown as { onError: OnError };
  const tell = inner.onError;
  let isTold = false;
  inner.onError = (source, code, message, isWarning = false) => {
    if (isWarning || (isTold && code !== "RESOURCE_EXHAUSTION")) return;
    isTold = true;
    tell(source, code, message);
  };
  return composer;
}

/** What the library's types keep to itself. */
interface Inner {
  /** How far the next line must be indented to go on with a value. */
  indentNext: number;
  parseQuotedScalar(): Generator<string, unknown>;
  parseFlowCollection(): Generator<string, unknown>;
}

/**
 * A lexer to which lines inside quotes and brackets may start in any column, as they may in YAML 1.1. The library goes
 * by YAML 1.2. Source: go.yaml.in/yaml/v2 scannerc.go (yaml_parser_unroll_indent, yaml_parser_scan_flow_scalar).
 */
function lenientLexer(): Lexer {
  const lexer = new Lexer();
  const inner = lexer as unknown as Inner;
  for (const name of ["parseQuotedScalar", "parseFlowCollection"] as const) {
    const strict = inner[name];
    inner[name] = function* () {
      const { indentNext } = inner;
      inner.indentNext = 0;
      const next = yield* strict.call(inner);
      inner.indentNext = indentNext;
      return next;
    };
  }
  return lexer;
}
