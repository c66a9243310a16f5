import { isJsonObject } from "../json.js";

/** An alias's name and the longest ARN of a function have fewer characters together. */
const MAX_ARN_LENGTH = 512;

/**
 * The ARN of a function with a qualifier. `$LATEST` is none: no authorizer of the module invokes it.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateAlias.html
 */
const ALIAS_ARN =
  /^arn:[a-z0-9-]{1,32}:lambda:[a-z0-9-]{1,32}:[0-9]{12}:function:[A-Za-z0-9_-]{1,64}:([A-Za-z0-9_-]{1,128})$/;

/**
 * The ARN by which the function was invoked. An authorizer names an alias in it, and Lambda passes it on: no client can
 * influence it.
 *
 * @param context the handler's second argument
 * @returns anything, as the context has it
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html
 */
export function invokedArnOf(context: unknown): unknown {
  // The runtime's context may be an instance of a class, with an accessor for the ARN.
  return isJsonObject(context) ? context["invokedFunctionArn"] : undefined;
}

/** @returns the name of the alias, or the number of the version; undefined if the ARN has no qualifier, or is not an ARN */
export function aliasIn(arn: unknown): string | undefined {
  return typeof arn === "string" && arn.length <= MAX_ARN_LENGTH ? ALIAS_ARN.exec(arn)?.[1] : undefined;
}
