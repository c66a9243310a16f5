import { ConfigError, parseConfiguration } from "../../src/config/configuration.ts";
import type { Fault } from "../../src/config/reader.ts";

/** The faults of a configuration document, none if it can be used. Any other error is thrown on. */
export function faultsOf(document: string | undefined): readonly Fault[] {
  try {
    parseConfiguration(document);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) {
      return error.faults;
    }
    throw error;
  }
}
