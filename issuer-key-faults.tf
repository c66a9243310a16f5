# What is wrong with where an issuer's keys come from. lambda/src/config/issuer-keys.ts rejects the same.

locals {
  # Without any of these, and without a secret, keys are found by discovery.
  public_key_attributes = ["public_key_pem", "jwks_url", "jwks", "jwks_use_until"]

  issuer_key_source_faults = flatten([
    for place, attributes in local.issuer_attributes_at : [
      for given in [setintersection(local.public_key_attributes, keys(attributes))] : concat(
        contains(given, "public_key_pem") && length(given) > 1 ? ["${trimsuffix(place, ".")} has ${join(", ", given)}: an issuer has one source of public keys. Keep one of them, or remove all to find keys by discovery."] : [],
        contains(given, "jwks") && contains(given, "jwks_url") && !contains(given, "jwks_use_until") ? ["${place}jwks cannot be combined with jwks_url: add jwks_use_until if jwks contains seed keys, or remove one of them."] : [],
        contains(given, "jwks_use_until") && !contains(given, "jwks") ? ["${place}jwks_use_until needs jwks: give the seed keys as jwks, or remove it."] : [],
        contains(keys(attributes), "jwk_use") && !contains([for use in local.contract.jwk_uses : jsonencode(use)], lookup(attributes, "jwk_use", "")) ? ["${local.issuer_musts["${place}jwk_use"]} one of ${join(", ", local.contract.jwk_uses)}."] : [],
        contains(keys(attributes), "shared_secret") && length(given) > 0 ? [
          for kind, algorithms in { "a shared_secret" = local.contract.symmetric_algorithms, "public keys" = local.contract.asymmetric_algorithms } :
          "${place}algorithms contains none for ${kind}: add one of ${join(", ", algorithms)}, or remove ${kind == "public keys" ? join(" and ", given) : "shared_secret"}."
          if can(jsondecode(attributes.algorithms)[0]) && length(setintersection(algorithms, try([for algorithm in jsondecode(attributes.algorithms) : tostring(algorithm)], []))) == 0
        ] : [],
      )
    ]
  ])

  # By place and attribute, names that are equal only for the same URL, PEM or key of a set. The function also compares a
  # PEM with the keys of a set.
  key_names = {
    for place, attributes in local.issuer_attributes_at : place => {
      for name in ["public_key_pem", "jwks_url", "jwks"] : name => (
        name == "jwks" ? try([for jwk in jsondecode(trimprefix(jsondecode(attributes.jwks), "\ufeff")).keys : jsonencode([for member in ["kty", "crv", "n", "e", "x", "y"] : lookup(jwk, member, null)])], []) :
        # Without differences that do not change the URL.
        name == "jwks_url" ? try(["${trimsuffix(lower(regex("^https://[^/?]*", jsondecode(attributes.jwks_url))), ":443")}${trimprefix(trimsuffix(replace(jsondecode(attributes.jwks_url), "/^https:\\/\\/[^\\/?]*/", ""), "?"), "/")}"], []) :
        try([jsondecode(attributes[name])], [])
      )
    }
  }

  # Tokens without iss belong to the one entry with without_issuer. No other entry has its keys: otherwise it would accept
  # a token of another issuer that lacks iss.
  entries_without_issuer = [for place, attributes in local.issuer_attributes_at : place if lookup(attributes, "without_issuer", "false") == "true"]
  without_issuer_faults = concat(
    [
      for place, attributes in local.issuer_attributes_at : "${local.issuer_musts["${place}without_issuer"]} true or false."
      if !contains(["true", "false"], lookup(attributes, "without_issuer", "false"))
    ],
    flatten([
      for place in local.entries_without_issuer : [
        for attributes in [local.issuer_attributes_at[place]] : concat(
          contains(keys(attributes), "issuer") ? ["${place}issuer cannot be combined with without_issuer = true: an entry is either for tokens with this issuer or for tokens without iss. Remove one of them."] : [],
          length(setintersection(["public_key_pem", "jwks_url", "jwks", "shared_secret"], keys(attributes))) > 0 ? [] : ["${place}jwks_url is missing: without an issuer there is no discovery. Set jwks_url, jwks, public_key_pem or shared_secret."],
          [
            for name in ["public_key_pem", "jwks_url", "jwks"] : "${place}${name} has keys of another entry: an entry with without_issuer = true must have keys of its own, because it would accept tokens of the other issuer if they lack iss."
            if length(setintersection(lookup(local.key_names[place], name, []), flatten([for other, names in local.key_names : values(names) if other != place]))) > 0
          ],
        )
      ]
    ]),
    length(local.entries_without_issuer) < 2 ? [] : ["${join(", ", [for place in local.entries_without_issuer : trimsuffix(place, ".")])} all have without_issuer = true: keep one of them, because only one can decide about a token."],
  )
  issuer_discovery_faults = [
    for input in local.issuer_inputs : "${local.issuer_musts[input.input]} ${local.contract.sentences.discovery_issuer}, because the keys are found by discovery. If the tokens have exactly this iss, set jwks_url${input.place == "" ? "" : ", jwks or public_key_pem"}."
    if input.name == "issuer" && !can(regex(local.contract.patterns.discovery_issuer, input.text)) && can(regex(local.contract.patterns.issuer, input.text))
    && length(setintersection(["public_key_pem", "jwks_url", "shared_secret"], keys(local.issuer_attributes_at[input.place]))) == 0
    && (!contains(keys(local.issuer_attributes_at[input.place]), "jwks") || contains(keys(local.issuer_attributes_at[input.place]), "jwks_use_until"))
  ]
  fetch_timeout_faults = [
    for input in local.issuer_inputs : "${local.issuer_musts[input.input]} at most ${local.longest_fetch_seconds} seconds, ${local.reserved_seconds} less than timeout: the rest is for the answer${nonsensitive(var.configuration_s3 == null) ? "" : " and for reading the configuration"}${join("", formatlist(" and the table of %s", local.tables))}. Lower it, or raise timeout."
    if input.name == "jwks_fetch_timeout_seconds" && can(regex("^[0-9]+$", input.json)) && try(tonumber(input.json) > local.longest_fetch_seconds && tonumber(input.json) <= local.contract.ranges.jwks_fetch_timeout_seconds.max, false) && local.longest_fetch_seconds >= 1
  ]

  issuer_secret_faults = concat(
    [
      for input in local.issuer_inputs : "${input.input} must be an object, such as { arn = aws_secretsmanager_secret.hmac.arn, encoding = \"base64\" }."
      if input.name == "shared_secret" && !startswith(input.json, "{")
    ],
    flatten([
      for place, secret in local.issuer_secrets : concat(
        [
          for name in setsubtract(keys(secret), local.contract.shared_secret_input_attributes) :
          "${place} has the unknown attribute \"${name}\": correct or remove it.${join("", [for known in local.contract.shared_secret_input_attributes : " Did you mean \"${known}\"?" if can(regex(local.contract.near_misses[known], name))])} A shared secret has ${join(", ", local.contract.shared_secret_input_attributes)}."
        ],
        [
          for json in [lookup(secret, "arn", "null")] : "${place}.arn must be ${local.contract.sentences.secret_arn}."
          if !(startswith(json, "\"") && can(regex(local.contract.patterns.secret_arn, jsondecode(json))))
        ],
        [
          for json in [lookup(secret, "encoding", "null")] : "${place}.encoding is ${lookup(local.shown_secrets[place], "encoding", "null")}: it must say how the secret is encoded, one of ${join(", ", local.contract.shared_secret_encodings)}."
          if !contains([for known in local.contract.shared_secret_encodings : jsonencode(known)], json)
        ],
        [
          for json in [lookup(secret, "json_key", "null")] : "${place}.json_key is ${lookup(local.shown_secrets[place], "json_key", "null")}: it must be ${local.contract.sentences.json_key}. Remove it if the whole secret is the key."
          if json != "null" && !(startswith(json, "\"") && can(regex(local.contract.patterns.json_key, jsondecode(json))))
        ],
        [
          for json in [lookup(secret, "overlap_seconds", "0")] : "${place}.overlap_seconds is ${lookup(local.shown_secrets[place], "overlap_seconds", "null")}: it must be a whole number of seconds from ${local.contract.ranges.overlap_seconds.min} to ${local.contract.ranges.overlap_seconds.max}."
          if !(can(regex("^[0-9]{1,6}$", json)) && try(tonumber(json) <= local.contract.ranges.overlap_seconds.max, false))
        ],
        [
          for json in [lookup(secret, "kms_key_arn", "null")] : "${place}.kms_key_arn is ${lookup(local.shown_secrets[place], "kms_key_arn", "null")}: it must be ${local.contract.sentences.kms_key_arn}. Remove it for the key that AWS manages."
          if json != "null" && !(startswith(json, "\"") && can(regex(local.contract.patterns.kms_key_arn, jsondecode(json))))
        ],
      )
    ]),
  )
}
