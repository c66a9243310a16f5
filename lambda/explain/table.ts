import Table from "cli-table3";
import { CONTRACT } from "../src/config/contract.js";
import type { Answer, Explanation, RequestExplanation } from "./explanation.js";
import type { Matrix } from "./matrix.js";
import type { RuleExplanation } from "./rule-explanation.js";
import type { TokenExplanation, TokenFault } from "./token-explanation.js";
import { wrapped } from "./wrapped.js";

const SIGNATURE = {
  not_checked: "not checked: the claims may be forged (--verify checks a token's signature)",
  not_reached:
    "not checked, because the token is refused before a key is looked for: the claims may be forged",
  valid: "valid",
  not_valid: "NOT VALID: the claims may be forged",
};

/** How many rules that would allow a request say what they need, and in how many characters. The rules' table has it all. */
const MAX_HINTS = 5;
const MAX_HINT_LENGTH = 200;

const MATRIX_LEGEND = `
allow, deny      the answer to a token with the claims of the column
*, ?             a path with wildcards is tested with one path that it matches
{claim}          the token's own value; {another claim} is a different value
Requests that match no row are denied.`;

const INVISIBLE = /(?!\n)[\p{Cc}\p{Bidi_Control}]/gu;

/** The explanation as plain text. Control characters of a token are replaced, never printed. */
export function explanationTable({
  token,
  rules,
  policy,
  policy_bytes,
  requests,
  notes,
}: Explanation): string {
  const size =
    policy_bytes === null
      ? "too large for API Gateway"
      : `${policy_bytes} of ${CONTRACT.sizes.response_bytes} bytes`;
  return [
    `Signature  ${SIGNATURE[token.signature]}`,
    `Token      ${tokenLine(token)}`,
    ...(token.faults.length === 0 ? [] : ["", "Faults of the token", faultsTable(token.faults)]),
    ...(rules.length === 0 ? [] : ["", "Rules", rulesTable(rules)]),
    ...(requests.length === 0 ? [] : ["", "Requests", requestsTable(requests, rules)]),
    "",
    `${token.refusal === null ? "Policy     " : "Policy, if the token were accepted: "}${size}`,
    ...(policy === null ? [] : [JSON.stringify(policy, null, 2)]),
    ...notes.map(noteLine),
  ]
    .map(visible)
    .join("\n");
}

/** The matrix as plain text. */
export function matrixTable({ columns, rows, notes }: Matrix): string {
  const table = newTable(["method", "path", ...columns]);
  table.push(...rows.map(({ method, path, answers }) => [method, path, ...answers]));
  const legend = rows.length === 0 ? [] : [MATRIX_LEGEND];
  return visible([table.toString(), ...legend, ...notes.map(noteLine)].join("\n"));
}

function noteLine(note: string): string {
  return `\nNote: ${note}.`;
}

function tokenLine({ refusal, trusted_issuer: issuer }: TokenExplanation): string {
  if (refusal !== null) {
    return `refused with ${refusal.status} regardless of the rules: ${refusal.reason}, ${refusal.explanation}`;
  }
  return issuer === null
    ? "none: only claims were given"
    : `from issuer ${issuer}: its header and claims are valid`;
}

/** All faults, so that a user who fixes the first one does not find a second one afterwards. */
function faultsTable(faults: readonly TokenFault[]): string {
  const table = newTable(["reason", "what is wrong"]);
  for (const { reason, explanation, values } of faults) {
    table.push([reason, wrapped(values === null ? explanation : `${explanation}\n${values}`)]);
  }
  return table.toString();
}

function rulesTable(rules: readonly RuleExplanation[]): string {
  const table = newTable(["rule", "effect", "methods", "paths", "satisfied", "because"]);
  for (const rule of rules) {
    const { index, effect, methods, paths, is_satisfied: isSatisfied } = rule;
    const methodsText = methods === null ? "all" : methods.join("\n");
    table.push([
      `rules[${index}]`,
      effect,
      methodsText,
      paths.join("\n"),
      isSatisfied ? "yes" : "no",
      wrapped(becauseText(rule)),
    ]);
  }
  return table.toString();
}

function becauseText({ is_satisfied: isSatisfied, unmet, incomparable }: RuleExplanation): string {
  if (!isSatisfied) {
    return unmet.join("\n");
  }
  return incomparable.length === 0
    ? "all conditions hold"
    : [...incomparable, "a claim that can't be compared satisfies every deny rule that reads it"].join("\n");
}

function requestsTable(requests: readonly RequestExplanation[], rules: readonly RuleExplanation[]): string {
  const table = newTable(["request", "answer", "why"]);
  for (const { request, if_accepted: ifAccepted, ...answer } of requests) {
    const why =
      ifAccepted === null
        ? whyText(answer, rules)
        : `${whyText(answer, rules)}\nif the token were accepted: ${answerText(ifAccepted)}, ${whyText(ifAccepted, rules)}`;
    table.push([request, answerText(answer), wrapped(why)]);
  }
  return table.toString();
}

function answerText({ status }: Answer): string {
  return status === 200 ? "allow" : status === 403 ? "deny, 403" : `refused, ${status}`;
}

function whyText(
  { status, reason, explanation, rules: deciding }: Answer,
  rules: readonly RuleExplanation[],
): string {
  const names = deciding.map((index) => `rules[${index}]`);
  if (status === 200) {
    return names.length === 0 ? "there are no rules" : `allowed by ${names.join(", ")}`;
  }
  const first = `${reason}: ${explanation}`;
  if (reason !== "rules_not_satisfied") {
    return reason === "rule_denies" ? `${first}\ndenied by ${names.join(", ")}` : first;
  }
  if (deciding.length === 0) {
    return `${first}\nno rule covers this method and path`;
  }
  const hints = deciding
    .slice(0, MAX_HINTS)
    .map((index) => `rules[${index}] would allow it: ${shortened(rules[index]?.unmet.join("; ") ?? "")}`);
  const others = names.slice(MAX_HINTS);
  return [
    first,
    ...hints,
    ...(others.length === 0 ? [] : [`${others.join(", ")} would also allow it: see their conditions above`]),
  ].join("\n");
}

function shortened(hint: string): string {
  return hint.length <= MAX_HINT_LENGTH
    ? hint
    : `${hint.slice(0, MAX_HINT_LENGTH)} … (see above for the rest)`;
}

function newTable(head: readonly string[]): Table.Table {
  return new Table({ head: [...head], style: { head: [], border: [] } });
}

/** JSON without characters that control the terminal or change the direction of text. */
export function visibleJson(value: unknown): string {
  const escaped = (character: string): string =>
    `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(value, null, 2).replace(INVISIBLE, escaped);
}

/** Replaces characters with which a claim could control the terminal or change the direction of text. */
function visible(text: string): string {
  return text.replace(INVISIBLE, "\ufffd");
}
