# What is wrong with the issuers: all faults together, one line each, with the place, the value, the rule and the fix.
# Inputs at the top level and entries of trusted_issuers are checked by the same lines. The function rejects the same:
# lambda/src/config/issuers.ts.

locals {
  # By place, "" or "trusted_issuers.KEY.": the attributes given there, as JSON.
  issuer_attributes_at = merge(
    { "" = {
      for name, value in merge(local.issuer_defaults, { issuer = var.issuer, jwks_url = var.jwks_url }) :
      name => nonsensitive(jsonencode(value)) if nonsensitive(value != null)
    } },
    { for key, entry in local.issuer_entries : "trusted_issuers.${key}." => { for name, value in jsondecode(entry) : name => jsonencode(value) } },
  )
  # The places that stand for an issuer. Entries that are not objects have one fault of their own.
  issuer_places = local.has_trusted_issuers ? [for key, entry in local.given_issuers : "trusted_issuers.${key}." if startswith(entry, "{")] : [""]

  # The attributes as the user wrote them. They tell which parts are sensitive, because messages do not show these.
  given_issuer_attributes_at = merge(
    { "" = merge(local.given_issuer_defaults, { issuer = var.issuer, jwks_url = var.jwks_url }) },
    { for key, entry in local.issuer_entries : "trusted_issuers.${key}." => try(var.trusted_issuers[key], null) },
  )

  # Keys may be private by mistake: they are never repeated in a message.
  unshown_attributes = ["jwks", "public_key_pem", "ca_certificates_pem"]
  issuer_inputs = flatten([
    for place, attributes in local.issuer_attributes_at : [
      for name, json in attributes : {
        place = place
        name  = name
        input = "${place}${name}"
        json  = json
        given = local.given_issuer_attributes_at[place][name]
        shown = nonsensitive(issensitive(jsonencode(local.given_issuer_attributes_at[place][name])) ? "(sensitive value)" : length(json) > 100 ? "${substr(json, 0, 100)}…" : json)
        text  = startswith(json, "\"") ? try(tostring(jsondecode(json)), "") : ""
        items = [for item in jsondecode(startswith(json, "[") ? json : "[]") : jsonencode(item)]
        algorithms = concat(
          !contains(keys(attributes), "shared_secret") || length(setintersection(local.public_key_attributes, keys(attributes))) > 0 ? local.contract.asymmetric_algorithms : [],
          contains(keys(attributes), "shared_secret") ? local.contract.symmetric_algorithms : [],
        )
      }
    ]
  ])
  issuer_musts = {
    for input in local.issuer_inputs : input.input => contains(local.unshown_attributes, input.name) ? "${input.input} must be" : "${input.input} is ${input.shown}: it must be"
  }
  # What messages show, by place and attribute.
  shown_secrets = {
    for input in local.issuer_inputs : input.input => {
      for name, value in jsondecode(input.json) : name => nonsensitive(issensitive(jsonencode(try(input.given[name], input.given))) ? "(sensitive value)" : jsonencode(value))
    } if input.name == "shared_secret" && startswith(input.json, "{")
  }
  issuer_secrets = {
    for input in local.issuer_inputs : "${input.place}shared_secret" => {
      for name, value in jsondecode(input.json) : name => jsonencode(value) if value != null
    } if input.name == "shared_secret" && startswith(input.json, "{")
  }

  issuer_faults = [
    # jsonencode writes these characters of a value as escapes.
    for fault in concat(
      startswith(local.trusted_issuers_json, "{") ? [] : ["trusted_issuers must be a map of objects: write trusted_issuers = { main = { issuer = \"https://login.example.com/\" } }, with keys of your choice."],
      local.has_trusted_issuers && nonsensitive(var.issuer != null) ? ["issuer and trusted_issuers cannot be combined: move issuer into an entry of trusted_issuers."] : [],
      local.has_trusted_issuers && nonsensitive(var.jwks_url != null) ? ["jwks_url and trusted_issuers cannot be combined: set jwks_url in an entry of trusted_issuers."] : [],
      local.issuer_entry_faults,
      local.issuer_missing_faults,
      local.issuer_text_faults,
      local.issuer_list_faults,
      local.issuer_number_faults,
      local.issuer_key_source_faults,
      local.issuer_discovery_faults,
      local.without_issuer_faults,
      local.fetch_timeout_faults,
      local.issuer_secret_faults,
      local.issuer_repetition_faults,
      [for each in local.all_condition_faults : each.fault if !startswith(each.list, "rules[")],
    ) : replace(replace(replace(fault, "\\u0026", "&"), "\\u003c", "<"), "\\u003e", ">")
  ]

  issuer_entry_faults = flatten([
    for key, entry in local.given_issuers : concat(
      can(regex(local.contract.patterns.name, key)) ? [] : ["trusted_issuers has the key \"${key}\": use 1 to 64 letters, digits, hyphens and underscores, because the log names issuers by their keys."],
      startswith(entry, "{") ? [] : ["trusted_issuers.${key} must be an object, such as { issuer = \"https://login.example.com/\", audience = [\"https://orders.example.com\"] }."],
      [
        for name in setsubtract(keys(jsondecode(local.issuer_entries[key])), local.contract.issuer_attributes) :
        "trusted_issuers.${key} has the unknown attribute \"${name}\": correct or remove it.${join("", [for known in local.contract.issuer_attributes : " Did you mean \"${known}\"?" if can(regex(local.contract.near_misses[known], name))])} An issuer has ${join(", ", local.contract.issuer_attributes)}."
      ],
    )
  ])

  issuer_missing_faults = flatten([
    for place in local.issuer_places : concat(
      contains(keys(local.issuer_attributes_at[place]), "issuer") || lookup(local.issuer_attributes_at[place], "without_issuer", "") == "true" ? [] : ["${place}issuer is missing: set it to the provider's issuer identifier, such as \"https://login.example.com/\"${place == "" ? ", or give several issuers as trusted_issuers" : ""}."],
      contains(concat(keys(local.issuer_attributes_at[place]), nonsensitive(length(var.audience)) == 0 ? [] : ["audience"]), "audience") ? [] : local.apis_have_audience ? [] : ["${place}audience is missing: set it to what the tokens of this API have in aud, or in the claim that audience_claim names, such as [\"https://orders.example.com\"], or give each API an audience of its own in apis. Accepting any audience would let in tokens for other APIs."],
      contains(keys(local.issuer_attributes_at[place]), "shared_secret") && !contains(keys(local.issuer_attributes_at[place]), "algorithms") ? ["${place}algorithms is missing: an issuer with a shared_secret needs its own, such as [\"HS256\"]."] : [],
    )
    # The attribute that a misspelled one was meant to be is not also reported as missing.
    if length(setsubtract(keys(local.issuer_attributes_at[place]), local.contract.issuer_attributes)) == 0
  ])

  # What follows the sentence of an attribute.
  issuer_examples = {
    issuer              = ", exactly as in the iss of the provider's tokens, such as \"https://login.example.com/\""
    jwks_url            = ", such as \"https://login.example.com/.well-known/jwks.json\". Remove it to use discovery"
    jwks                = ", as a JSON string, such as file(\"jwks.json\")"
    public_key_pem      = ", such as file(\"public-key.pem\")"
    ca_certificates_pem = ", such as file(\"ca.pem\")"
  }
  issuer_patterns = merge(
    { for name in ["issuer", "token_type", "certificate_bound_tokens", "dpop_bound_tokens", "jwks_url", "jwks_use_until", "public_key_pem"] : name => [local.contract.patterns[name]] },
    { audience_claim = local.claim_name_patterns, jwks = [], ca_certificates_pem = [local.contract.patterns.certificate_pem] },
  )
  issuer_text_faults = concat(
    [
      for input in local.issuer_inputs : "${local.issuer_musts[input.input]} ${input.name == "audience_claim" ? local.claim_name_rule : local.contract.sentences[input.name]}${lookup(local.issuer_examples, input.name, "")}."
      if contains(keys(local.issuer_patterns), input.name) && !(
        startswith(input.json, "\"")
        && alltrue([for pattern in lookup(local.issuer_patterns, input.name, []) : can(regex(pattern, input.text))])
        # Other blocks, such as a private key, are mistakes.
        && (input.name != "ca_certificates_pem" || length(regexall(local.contract.patterns.certificate_pem, input.text)) == length(regexall("-----BEGIN ", input.text)))
        && (input.name != "public_key_pem" || length(regexall("-----BEGIN ", input.text)) == 1 && length(input.text) <= local.contract.sizes.public_key_pem_characters)
        && (input.name != "jwks_use_until" || try(timecmp(input.text, timeadd(plantimestamp(), "${24 * local.contract.sizes.seed_key_days}h")) <= 0, false))
        && (input.name != "jwks" || try(alltrue([
          for jwk in jsondecode(trimprefix(input.text, "\ufeff")).keys : contains(["RSA", "EC", "OKP"], jwk.kty) && length([for name in local.contract.private_jwk_members : name if try(jwk[name] != null, false)]) == 0
        ]) && startswith(jsonencode(jsondecode(trimprefix(input.text, "\ufeff")).keys), "[{"), false))
      )
    ],
    [
      for input in local.issuer_inputs : "${local.issuer_musts[input.input]} the issuer identifier, not the address of a document: remove /.well-known/ and what follows, and compare the result with issuer in that document."
      if input.name == "issuer" && strcontains(input.text, "/.well-known/")
    ],
    [
      for input in local.issuer_inputs : "${local.issuer_musts[input.input]} ${local.contract.sentences.jwks_url_document}, or remove jwks_url to use discovery."
      if input.name == "jwks_url" && can(regex(local.contract.patterns.discovery_document, input.text))
    ],
  )

  issuer_list_faults = flatten([
    for input in local.issuer_inputs : concat(
      length(input.items) > 0 ? [] : ["${local.issuer_musts[input.input]} a non-empty list${input.name == "audience" ? ", such as [\"https://orders.example.com\"]" : ". Remove it if it is not needed"}."],
      length(distinct(input.items)) == length(input.items) ? [] : ["${input.input} must not contain duplicates: remove the repetition."],
      [
        for number, item in input.items : "${input.input}[${number}] is ${nonsensitive(issensitive(jsonencode(try(input.given[number], input.given))) ? "(sensitive value)" : length(item) > 100 ? "${substr(item, 0, 100)}…" : item)}: it must be ${local.contract.sentences.audience}."
        if input.name == "audience" && !(startswith(item, "\"") && can(regex(local.contract.patterns.audience, jsondecode(item))))
      ],
      [
        for number, item in input.items : "${input.input}[${number}] is ${nonsensitive(issensitive(jsonencode(try(input.given[number], input.given))) ? "(sensitive value)" : item)}: it must be one of ${join(", ", input.algorithms)}${contains(input.algorithms, "RS256") ? contains(input.algorithms, "HS256") ? "" : ". HS256, HS384 and HS512 need a shared_secret: otherwise a public key could be used as the secret" : ", because a shared_secret verifies no other. Others need jwks_url, jwks or public_key_pem"}."
        if input.name == "algorithms" && !contains([for known in input.algorithms : jsonencode(known)], item)
      ],
    ) if contains(["audience", "algorithms", "required_claims"], input.name)
  ])

  issuer_number_faults = [
    for input in local.issuer_inputs : "${local.issuer_musts[input.input]} a whole number of seconds from ${local.contract.ranges[input.name].min} to ${local.contract.ranges[input.name].max}."
    if contains(["max_token_age_seconds", "jwks_cache_ttl_seconds", "jwks_max_stale_seconds", "jwks_fetch_timeout_seconds"], input.name) && !(
      can(regex("^[0-9]{1,8}$", input.json)) && try(tonumber(input.json) >= local.contract.ranges[input.name].min && tonumber(input.json) <= local.contract.ranges[input.name].max, false)
    )
  ]

  issuer_repetition_faults = concat(
    [
      for places in values({ for input in local.issuer_inputs : input.json => input... if input.name == "issuer" }) :
      "${join(" and ", places[*].input)} are the same, ${places[0].shown}: remove one of them, because only one can decide about a token."
      if length(places) > 1
    ],
    [
      for places in values({ for place, secret in local.issuer_secrets : jsonencode([lookup(secret, "arn", place), lookup(secret, "json_key", "null")]) => place... }) :
      "${join(" and ", formatlist("%s.arn", places))} are the same secret: give each issuer its own, because each could sign tokens of the other."
      if length(places) > 1
    ],
  )
}
