import type { Method } from "../config/contract.js";
import type { RequestId } from "../request-id.js";
import type { DecisionFacts } from "./decision-facts.js";

/**
 * Writes what lines about one request have in common, as members of a JSON object that each begin with a comma. To make
 * an object of them and call `JSON.stringify` takes twice as long, and with metrics every request has a line.
 */
export function requestMembers(facts: DecisionFacts): string {
  const { stageArn, method, requestId, lambdaRequestId, durationMicroseconds, isTokenCached, keyAge } = facts;
  return (
    (stageArn === undefined ? "" : stageMembers(stageArn)) +
    plain("method", method) +
    plain("request_id", requestId) +
    plain("lambda_request_id", lambdaRequestId) +
    `,"duration_microseconds":${durationMicroseconds}` +
    (isTokenCached === undefined ? "" : `,"token_cache_hit":${isTokenCached}`) +
    (keyAge === undefined ? "" : `,"key_set_age_seconds":${keyAge.seconds}`) +
    (keyAge?.isStale === true ? ',"stale_keys":true' : "") +
    ',"count":1'
  );
}

/** A member whose value has nothing to escape. `JSON.stringify` of the three would add 1 µs to the decision on a new token. */
function plain(name: string, value: Method | RequestId | undefined): string {
  return value === undefined ? "" : `,"${name}":"${value}"`;
}

function text(name: string, value: string | undefined): string {
  return value === undefined ? "" : `,"${name}":${JSON.stringify(value)}`;
}

/** Nearly all requests are for the same stage. */
let last = { stageArn: "", members: "" };

function stageMembers(stageArn: string): string {
  if (last.stageArn !== stageArn) {
    const [apiId, stage] = stageArn.slice(stageArn.lastIndexOf(":") + 1).split("/");
    last = { stageArn, members: text("api_id", apiId) + text("stage", stage) + text("stage_arn", stageArn) };
  }
  return last.members;
}
