# What is wrong with trusted_issuers, all of it at once: one line each, with the place and the fix.
# lambda/src/config/issuers.ts refuses the same.

locals {
  issuer_attributes = [
    "issuer", "audience", "audience_claim", "required_claims", "token_type", "max_token_age_seconds", "algorithms",
    "jwks_url", "jwks", "jwks_use_until", "public_key_pem", "shared_secret",
    "jwks_cache_ttl_seconds", "jwks_max_stale_seconds", "ca_certificates_pem",
  ]
  shared_secret_attributes = ["arn", "encoding", "overlap_seconds", "kms_key_arn"]

  asymmetric_algorithms = local.contract.asymmetric_algorithms
  symmetric_algorithms  = local.contract.symmetric_algorithms

  # The value of each attribute that an entry may have, as JSON: "null" where it has none.
  issuer_values = {
    for key, entry in local.issuer_entries : key => {
      for name in local.issuer_attributes : name => jsonencode(lookup(jsondecode(entry), name, null))
    }
  }
  # The same of those that are texts: empty where it is none.
  issuer_texts = {
    for key, values in local.issuer_values : key => {
      for name, json in values : name => startswith(json, "\"") ? try(tostring(jsondecode(json)), "") : ""
    }
  }
  # And of those that are lists: an item that is no text is the empty text.
  issuer_lists = {
    for key, values in local.issuer_values : key => {
      for name in ["audience", "algorithms"] : name => [
        for item in jsondecode(startswith(values[name], "[") ? values[name] : "[]") : startswith(jsonencode(item), "\"") ? try(tostring(item), "") : ""
      ]
    }
  }
  issuer_secrets = {
    for key, values in local.issuer_values : key => {
      for name, value in jsondecode(startswith(values.shared_secret, "{") ? values.shared_secret : "{}") : name => jsonencode(value) if value != null
    }
  }

  # Patterns that texts have to match, and what to say where they don't.
  issuer_text_rules = {
    issuer = {
      patterns = [local.contract.patterns.issuer]
      rule     = "an https URL without user, query and fragment, exactly as the provider's tokens have it in iss, such as \"https://login.example.com/\""
    }
    audience_claim = { patterns = local.claim_name_patterns, rule = local.claim_name_rule }
    token_type     = { patterns = [local.contract.patterns.token_type], rule = "a media type such as \"at+jwt\"" }
    jwks_url = {
      patterns = [local.contract.patterns.jwks_url]
      rule     = "an https URL without user and fragment, such as \"https://login.example.com/.well-known/jwks.json\"; leave it out for discovery"
    }
    jwks           = { patterns = ["^(?s:\\s*\\{.*\\}\\s*)$"], rule = "a JWK Set as JSON text, of public RSA, EC and OKP keys, and no private ones, such as file(\"jwks.json\")" }
    jwks_use_until = { patterns = ["^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"], rule = "a time in UTC such as \"2027-01-31T00:00:00Z\"" }
    public_key_pem = {
      patterns = ["^\\s*(-----BEGIN PUBLIC KEY-----[A-Za-z0-9+/=\\s]+-----END PUBLIC KEY-----|-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\\s]+-----END CERTIFICATE-----)\\s*$"]
      rule     = "one PEM public key or certificate, such as file(\"public-key.pem\")"
    }
    ca_certificates_pem = {
      patterns = ["^\\s*-----BEGIN CERTIFICATE-----[\\s\\S]+-----END CERTIFICATE-----\\s*$"]
      rule     = "one or more PEM certificates, and no private key, such as file(\"ca.pem\")"
    }
  }
  issuer_integer_rules = { for name in ["max_token_age_seconds", "jwks_cache_ttl_seconds", "jwks_max_stale_seconds"] : name => local.contract.ranges[name] }
  # RFC 7518 section 6: what private and symmetric keys have beyond public ones.
  private_members = ["d", "k", "p", "q", "dp", "dq", "qi", "oth"]

  issuer_faults = concat(
    startswith(local.trusted_issuers_json, "{") ? [] : ["trusted_issuers must be a map of objects, by names of your choice: write trusted_issuers = { main = { issuer = \"https://login.example.com/\" } }."],
    local.issuer_entry_faults,
    local.issuer_text_faults,
    local.issuer_list_faults,
    local.issuer_number_faults,
    local.issuer_source_faults,
    local.issuer_secret_faults,
    local.issuer_repetition_faults,
    [
      for place, list in local.condition_lists_given : "${place} must be a list, and not empty: leave it out if it isn't needed."
      if !startswith(place, "rules[") && !(startswith(list, "[") && (place == "required_claims" || list != "[]")) && list != "null"
    ],
    [for each in local.all_condition_faults : each.fault if !startswith(each.list, "rules[")],
  )

  issuer_entry_faults = flatten([
    for key, entry in local.given_issuers : [
      [for name in [key] : "trusted_issuers has the key \"${name}\": keys must be 1 to 64 letters, digits, hyphens and underscores, for logs name issuers by them." if !can(regex("^[A-Za-z0-9_-]{1,64}$", name))],
      [for given in [entry] : "trusted_issuers.${key} must be an object, such as { issuer = \"https://login.example.com/\", audience = [\"https://orders.example.com\"] }." if !startswith(given, "{")],
      [
        for name in setsubtract(keys(jsondecode(local.issuer_entries[key])), local.issuer_attributes) :
        "trusted_issuers.${key} has the unknown attribute \"${name}\": correct or remove it. An issuer has ${join(", ", local.issuer_attributes)}."
      ],
    ]
  ])

  issuer_text_faults = flatten([
    for key, values in local.issuer_values : [
      for name, expected in local.issuer_text_rules : "trusted_issuers.${key}.${name} must be ${expected.rule}."
      if startswith(local.given_issuers[key], "{") && (values[name] != "null" || name == "issuer") && !(
        startswith(values[name], "\"")
        && alltrue([for pattern in expected.patterns : can(regex(pattern, local.issuer_texts[key][name]))])
        && !(name == "ca_certificates_pem" && strcontains(local.issuer_texts[key][name], "PRIVATE KEY"))
        && !(name == "issuer" && strcontains(local.issuer_texts[key][name], "/.well-known/"))
        && !(name == "jwks" && !try(alltrue([
          for jwk in jsondecode(local.issuer_texts[key][name]).keys : contains(["RSA", "EC", "OKP"], jwk.kty) && length(setintersection(keys(jwk), local.private_members)) == 0
        ]) && length(jsondecode(local.issuer_texts[key][name]).keys) > 0 && startswith(jsonencode(jsondecode(local.issuer_texts[key][name]).keys), "["), false))
        && !(name == "jwks_use_until" && !try(timecmp(local.issuer_texts[key][name], timeadd(plantimestamp(), "2160h")) <= 0, false))
      )
    ]
  ])

  issuer_list_faults = flatten([
    for key, values in local.issuer_values : [
      for list in [
        {
          name    = "audience"
          items   = values.audience == "null" ? var.audience : local.issuer_lists[key].audience
          is_item = { for item in distinct(local.issuer_lists[key].audience) : item => can(regex(local.contract.patterns.audience, item)) }
          rule    = "what its tokens have in aud, texts of 1 to 512 characters; give audience here or for all issuers"
        },
        {
          name  = "algorithms"
          items = values.algorithms == "null" && values.shared_secret == "null" ? var.algorithms : local.issuer_lists[key].algorithms
          is_item = {
            for item in distinct(local.issuer_lists[key].algorithms) : item => contains(values.shared_secret == "null" ? local.asymmetric_algorithms : local.symmetric_algorithms, item)
          }
          rule = values.shared_secret == "null" ? "asymmetric algorithms, such as [\"RS256\"]: HS256 and the like are for a shared_secret" : "HS256, HS384 or HS512, for a shared_secret verifies no other"
        },
      ] : "trusted_issuers.${key}.${list.name} must be a list of at least one, without repetition, of ${list.rule}."
      if startswith(local.given_issuers[key], "{") && (
        length(list.items) == 0
        || length(distinct(list.items)) != length(list.items)
        || !alltrue(values(list.is_item))
        || !(values[list.name] == "null" || startswith(values[list.name], "["))
      )
    ]
  ])

  issuer_number_faults = flatten([
    for key, values in local.issuer_values : [
      for name, range in local.issuer_integer_rules : "trusted_issuers.${key}.${name} must be a whole number of seconds from ${range.min} to ${range.max}."
      if values[name] != "null" && !(can(regex("^[0-9]{1,8}$", values[name])) && try(tonumber(values[name]) >= range.min && tonumber(values[name]) <= range.max, false))
    ]
  ])

  # An issuer has keys from one place.
  issuer_source_faults = flatten([
    for key, values in local.issuer_values : [
      for check in [
        {
          is_at_fault = length([for name in ["public_key_pem", "shared_secret"] : name if values[name] != "null"]) > 0 && length([for name in ["public_key_pem", "shared_secret", "jwks_url", "jwks", "jwks_use_until"] : name if values[name] != "null"]) > 1
          fault       = "has keys from several places: keep one of public_key_pem, shared_secret, jwks, and jwks_url (or discovery, without any)."
        },
        {
          is_at_fault = values.jwks != "null" && values.jwks_url != "null" && values.jwks_use_until == "null"
          fault       = "has jwks beside jwks_url: add jwks_use_until if the keys are to begin with, or leave one of them out."
        },
        {
          is_at_fault = values.jwks == "null" && values.jwks_use_until != "null"
          fault       = "has jwks_use_until without jwks: give the keys to begin with as jwks, or leave it out."
        },
      ] : "trusted_issuers.${key} ${check.fault}" if check.is_at_fault
    ]
  ])

  issuer_secret_faults = flatten([
    for key, secret in local.issuer_secrets : local.issuer_values[key].shared_secret == "null" ? [] : concat(
      startswith(local.issuer_values[key].shared_secret, "{") ? [] : ["trusted_issuers.${key}.shared_secret must be an object, such as { arn = aws_secretsmanager_secret.hmac.arn, encoding = \"base64\" }."],
      [
        for name in setsubtract(keys(secret), local.shared_secret_attributes) :
        "trusted_issuers.${key}.shared_secret has the unknown attribute \"${name}\": correct or remove it. A shared secret has ${join(", ", local.shared_secret_attributes)}."
      ],
      [
        for json in [lookup(secret, "arn", "null")] : "trusted_issuers.${key}.shared_secret.arn must be the whole ARN of a secret of Secrets Manager, six characters at its end included, or that of a SecureString of SSM."
        if startswith(local.issuer_values[key].shared_secret, "{") && !(startswith(json, "\"") && can(regex(local.contract.patterns.secret_arn, jsondecode(json))))
      ],
      [
        for json in [lookup(secret, "encoding", "null")] : "trusted_issuers.${key}.shared_secret.encoding must say how the secret's bytes are written: \"utf8\", \"base64\" or \"hex\"."
        if startswith(local.issuer_values[key].shared_secret, "{") && !contains(["\"utf8\"", "\"base64\"", "\"hex\""], json)
      ],
      [
        for json in [lookup(secret, "overlap_seconds", "0")] : "trusted_issuers.${key}.shared_secret.overlap_seconds must be a whole number of seconds from 0 to 604800."
        if !(can(regex("^[0-9]{1,6}$", json)) && try(tonumber(json) <= 604800, false))
      ],
      [
        for json in [lookup(secret, "kms_key_arn", "\"arn:aws:kms:x:000000000000:key/x\"")] : "trusted_issuers.${key}.shared_secret.kms_key_arn must be the ARN of a KMS key; leave it out for the key that AWS manages."
        if !(startswith(json, "\"") && can(regex("^arn:[a-z0-9-]+:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]{1,64}$", jsondecode(json))))
      ],
    )
  ])

  issuer_repetition_faults = concat(
    [
      for key, texts in local.issuer_texts : "trusted_issuers.${key}.issuer is the issuer of another entry too: only one of them can decide. Remove one."
      if texts.issuer != "" && length([for other in values(local.issuer_texts) : other if other.issuer == texts.issuer]) > 1
    ],
    [
      for key, secret in local.issuer_secrets : "trusted_issuers.${key}.shared_secret.arn is the secret of another entry too: each could sign tokens of the other. Give each its own."
      if lookup(secret, "arn", "null") != "null" && length([for other in values(local.issuer_secrets) : other if lookup(other, "arn", "null") == lookup(secret, "arn", "null")]) > 1
    ],
  )
}
