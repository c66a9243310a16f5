import { ConfigError, parseConfiguration } from "../../src/config/configuration.ts";
import type { Fault } from "../../src/object-reader.ts";
import { NOW_SECONDS } from "./tokens.ts";

/** The faults of a configuration document, or none if it is valid. Throws every other error. */
export function faultsOf(document: string | undefined): readonly Fault[] {
  try {
    parseConfiguration(document, NOW_SECONDS * 1000);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) {
      return error.faults;
    }
    throw error;
  }
}
