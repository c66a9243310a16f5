import { MAX_COMPARED_LENGTH, spellingDifference, spellingKey } from "./difference.js";
import { kindOf } from "./kind.js";

/** The part of a configured issuer that a token's `iss` is compared with. */
interface NamedIssuer {
  readonly key: string;
  /** Undefined for the entry for tokens without `iss`: no `iss` resembles it. */
  readonly issuer: string | undefined;
}

/** The configured issuer that an unknown `iss` resembles most, and how it differs. */
export interface NearIssuer<Issuer extends NamedIssuer> {
  readonly issuer: Issuer;
  /** Constant words that contain nothing of the token. */
  readonly difference: string;
}

/**
 * Makes the function that finds the configured issuer which an unknown `iss` resembles. It indexes the issuers when it is
 * first called: valid tokens cost nothing extra, and a refused one costs two look-ups.
 *
 * @returns a function that returns undefined if `iss` resembles no configured issuer
 */
export function createIssuerFinder<Issuer extends NamedIssuer>(
  issuers: readonly Issuer[],
): (iss: string) => NearIssuer<Issuer> | undefined {
  let index: { readonly spellings: Map<string, Issuer>; readonly hosts: Map<string, Issuer> } | undefined;
  return (iss) => {
    if (iss.length > MAX_COMPARED_LENGTH) {
      return undefined;
    }
    index ??= {
      spellings: indexBy(issuers, spellingKey),
      hosts: indexBy(issuers, hostOf),
    };
    const sameSpelling = index.spellings.get(spellingKey(iss));
    const difference = sameSpelling && spellingDifference(iss, sameSpelling.issuer ?? "");
    if (sameSpelling !== undefined && difference !== undefined) {
      return { issuer: sameSpelling, difference: `differs only by ${difference}` };
    }
    const sameHost = index.hosts.get(hostOf(iss));
    return sameHost && { issuer: sameHost, difference: "has the same host and a different path" };
  };
}

/** Makes the function that says what is wrong with an `iss` that no configured issuer has; undefined if it can't tell. */
export function createIssuerHint(issuers: readonly NamedIssuer[]): (iss: unknown) => string | undefined {
  const findNear = createIssuerFinder(issuers);
  return (iss) => {
    if (typeof iss !== "string" || iss === "") {
      return `iss is ${kindOf(iss)}`;
    }
    const near = findNear(iss);
    return near && `compared with trusted issuer ${near.issuer.key}, iss ${near.difference}`;
  };
}

function indexBy<Issuer extends NamedIssuer>(
  issuers: readonly Issuer[],
  nameOf: (issuer: string) => string,
): Map<string, Issuer> {
  return new Map(
    issuers.flatMap((each) => (each.issuer === undefined ? [] : [[nameOf(each.issuer), each] as const])),
  );
}

/** Everything up to the path. */
function hostOf(identifier: string): string {
  return spellingKey(identifier).split("/", 1)[0] ?? "";
}
