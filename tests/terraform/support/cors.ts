import { secret } from "./module-calls.ts";

/** Invalid CORS configurations, each with the continuation of its message. */
export const invalidCors: readonly (readonly [value: unknown, message: string])[] = [
  ...["", "app.example.com", "https://app.example.com/", "https://*.example.com", "https://a' b", "null"].map(
    (allow_origin) =>
      [{ allow_origin }, `.allow_origin is "${allow_origin}": it must be one origin without a path`] as const,
  ),
  [{ allow_credentials: secret(true) }, ".allow_origin is null: it must be one origin without a path"],
  [
    { allow_origin: "*", allow_credentials: secret(true) },
    '.allow_credentials cannot be combined with allow_origin = "*"',
  ],
  [
    { allow_origin: secret("*"), allow_credentials: "yes" },
    '.allow_credentials is "yes": it must be true or false',
  ],
  ...["X-A'", "X_A"].map(
    (name) =>
      [
        { allow_origin: secret("*"), expose_headers: [name] },
        `.expose_headers is ["${name}"]: it must be a list of header names`,
      ] as const,
  ),
  [
    { allow_origins: secret("*") },
    ' has the unknown attribute "allow_origins": correct or remove it. Did you mean "allow_origin"?',
  ],
  ["*", " must be an object, such as { allow_origin ="],
];
