import {
  createDecisionLog,
  type DecisionLog,
  type DecisionLogDependencies,
  type LogSettings,
} from "../../src/log/decision-log.ts";
import { NOW_SECONDS } from "./tokens.ts";

/**
 * Makes a log whose lines the test receives.
 *
 * @param changes to the settings, by default refusals only, and to what the log needs from outside
 */
export function createTestLog(
  write: (line: string) => void,
  changes: Partial<LogSettings & DecisionLogDependencies> = {},
): DecisionLog {
  const defaults = {
    logAllowed: undefined,
    metricsNamespace: undefined,
    now: () => NOW_SECONDS * 1000,
    stopwatch: () => 0,
    random: () => 0,
    functionName: "orders",
  };
  const all = { ...defaults, write, ...changes };
  return createDecisionLog(all, all);
}
