# What is wrong with the rules, all of it at once: one line each, with the place and the fix. lambda/src/config/rules.ts
# refuses the same.

locals {
  rule_faults = concat(
    startswith(local.rules_json, "[") || local.rules_json == "null" ? [] : ["rules must be a list of objects: write rules = [{ ... }]."],
    local.rules_json == "[]" ? ["rules is empty, which could be what is left of a filter: leave it out, or null, if a valid token may call everything; [{ effect = \"deny\", paths = [\"/*\"], any_token = true }] closes everything."] : [],
    local.rule_attribute_faults,
    local.rule_item_faults,
    local.rule_path_faults,
    [for each in local.all_condition_faults : each.fault if startswith(each.list, "rules[")],
    local.rule_openness_faults,
  )

  rule_attributes = local.contract.rule_attributes

  rule_attribute_faults = flatten([
    for index, rule in local.rules : [
      [for given in [local.given_rules[index]] : "rules[${index}] must be an object, such as { paths = [\"/orders\"], scopes = [\"orders:read\"] }." if !startswith(given, "{")],
      [
        for name in setsubtract(keys(rule), local.rule_attributes) :
        "rules[${index}] has the unknown attribute \"${name}\": correct or remove it. A rule has ${join(", ", local.rule_attributes)}."
      ],
      [
        for effect in [jsonencode(lookup(rule, "effect", "allow"))] : "rules[${index}].effect must be \"allow\" or \"deny\"; leave it out for \"allow\"."
        if !contains(["\"allow\"", "\"deny\""], effect)
      ],
      [
        for name in ["methods", "paths", "scopes", "claims"] :
        "rules[${index}].${name} must be a list, and not empty${name == "paths" ? ", such as [\"/orders\"]" : ": leave it out if it isn't needed"}."
        if startswith(local.given_rules[index], "{") && (name == "paths" || contains(keys(rule), name)) && length(local.rule_lists[index][name]) == 0
      ],
    ]
  ])

  rule_item_faults = flatten([
    for index, texts in local.rule_texts : [
      [
        for name, items in texts : "rules[${index}].${name} must not name one twice; remove the repetition."
        if length(distinct(items)) != length(items)
      ],
      [
        for number, method in texts.methods : "rules[${index}].methods[${number}] must be one of ${join(", ", local.known_methods)}; leave methods out for all."
        if !contains(local.known_methods, method)
      ],
      [
        for number, scope in texts.scopes : "rules[${index}].scopes[${number}] must be one scope of 1 to 256 characters without spaces, quotes and backslashes (RFC 6749); give several as several items."
        if !can(regex(local.contract.patterns.scope, scope))
      ],
    ]
  ])

  rule_path_faults = flatten([
    for index, path in local.rule_paths : [
      for check in [
        {
          is_at_fault = path.path != "$connect" && !startswith(path.path, "/")
          fault       = "must begin with /, or be $connect."
        },
        {
          is_at_fault = strcontains(path.path, "$${")
          fault       = "must not hold a $ in front of a {, which IAM would take for a policy variable: remove the $."
        },
        {
          is_at_fault = strcontains(path.path, "**")
          fault       = "must not hold **: one * matches any characters already, / as well."
        },
        {
          is_at_fault = can(regex("%([^0-9A-Fa-f]|[0-9A-Fa-f][^0-9A-Fa-f]|.?$)", path.path))
          fault       = "must have two hexadecimal digits behind each %, and no placeholder there: %25 stands for a percent sign."
        },
        {
          is_at_fault = can(regex("[{}]", path.literal))
          fault       = "has an unclosed or nested placeholder: write {claim}, and nothing but the claim's name inside."
        },
        {
          is_at_fault = path.is_deny && length(path.placeholders) > 0
          fault       = "must not have a placeholder in a deny rule, which a token without that claim would get around: use a wildcard, or allow what may be called."
        },
        {
          is_at_fault = !alltrue([for name in path.placeholders : alltrue([for pattern in local.claim_name_patterns : can(regex(pattern, name))])])
          fault       = "must have ${local.claim_name_rule} between { and }."
        },
        {
          is_at_fault = path.path != "$connect" && can(regex("[^A-Za-z0-9._~/*?@%+,;:=!$&'(){}-]", path.literal))
          fault       = "has a character that a path can't have: percent-encode it as the client does. Paths have A-Z a-z 0-9 . _ ~ - / @ % + , ; : = ! $ & ' ( ), and the wildcards * and ?."
        },
        {
          is_at_fault = local.path_lengths[index] > 412
          fault       = "is too long: a resource has at most 512 characters, of which ARN and method take 100 and each placeholder 128. Use a wildcard."
        },
        {
          is_at_fault = path.path == "$connect" && path.has_methods
          fault       = "must not be $connect in a rule with methods, which the handshake of a WebSocket API has none of: put it into a rule of its own."
        },
      ] : "${path.place} ${check.fault}" if check.is_at_fault
    ]
  ])

  rule_openness_faults = flatten([
    for index, rule in local.rules : [
      for check in [
        {
          is_conditional = contains(keys(rule), "scopes") || contains(keys(rule), "claims") || anytrue([for path in local.rule_texts[index].paths : strcontains(path, "{")])
          any_token      = jsonencode(lookup(rule, "any_token", !startswith(local.given_rules[index], "{")))
        },
      ] :
      !contains(["true", "false"], check.any_token) ? ["rules[${index}].any_token must be true or false."] :
      check.any_token == "true" && check.is_conditional ? ["rules[${index}].any_token must be left out of a rule that has scopes, claims or a placeholder: it isn't for any token."] :
      check.any_token == "false" && !check.is_conditional ? ["rules[${index}] has no condition: give scopes or claims, or say any_token = true if it is meant for every valid token."] : []
    ]
  ])
}
