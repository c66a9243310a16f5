import { MAX_COMPARED_LENGTH, spellingDifference, spellingKey } from "./difference.js";
import { kindOf } from "./kind.js";

/** An issuer of the configuration, as far as a token's `iss` is compared with it. */
interface NamedIssuer {
  readonly key: string;
  /** Undefined for tokens without `iss`, which resemble none. */
  readonly issuer: string | undefined;
}

/** The configured issuer that an unknown `iss` resembles most, and in what it differs. */
export interface NearIssuer<Issuer extends NamedIssuer> {
  readonly issuer: Issuer;
  /** Constant words that contain nothing of the token. */
  readonly difference: string;
}

/**
 * Makes the function that finds the configured issuer which an unknown `iss` resembles. It indexes the issuers when it is
 * first called, so that a valid token pays nothing, and an invalid one two look-ups.
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
    return sameHost && { issuer: sameHost, difference: "has the same host and differs in what follows" };
  };
}

/** Makes the function that hints at what is wrong with an `iss` that no configured issuer has. */
export function createIssuerHint(issuers: readonly NamedIssuer[]): (iss: unknown) => string | undefined {
  const findNear = createIssuerFinder(issuers);
  return (iss) => {
    if (typeof iss !== "string" || iss === "") {
      return `iss is ${kindOf(iss)}`;
    }
    const near = findNear(iss);
    return near && `compared with the issuer of trusted issuer ${near.issuer.key}, iss ${near.difference}`;
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
