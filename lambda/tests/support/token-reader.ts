import { type Failure, isFailure } from "../../src/failure.ts";
import { createTokenExtractor, type TokenCarrier, type TokenSource } from "../../src/token/extract.ts";

/** Runs both steps of the token extractor. */
export function createTokenReader(source: TokenSource): (carrier: TokenCarrier) => string | Failure {
  const { credentialsOf, tokenIn } = createTokenExtractor(source);
  return (carrier) => {
    const credentials = credentialsOf(carrier);
    return isFailure(credentials) ? credentials : tokenIn(credentials);
  };
}
