# What is wrong with the rules, one line each with the place and the fix. lambda/src/policy/read-rules.ts rejects the same.

locals {
  rule_faults = [
    # jsonencode writes these characters of a value as escapes.
    for fault in concat(
      local.decoded_rules == null || can(concat(local.decoded_rules, [])) ? [] : ["rules must be a list of objects: write rules = [{ ... }]."],
      can(concat(local.decoded_rules, [])) && length(local.given_rules) == 0 ? ["rules is an empty list, which is usually a filter that matched nothing. Leave rules out, or set it to null, if a valid token may call everything. To deny everything, write [{ effect = \"deny\", paths = [\"/*\"], any_token = true }]."] : [],
      local.rule_attribute_faults,
      local.rule_item_faults,
      local.rule_path_faults,
      [for each in local.all_condition_faults : each.fault if startswith(each.list, "rules[")],
      local.rule_openness_faults,
    ) : replace(replace(replace(fault, "\\u0026", "&"), "\\u003c", "<"), "\\u003e", ">")
  ]

  rule_attribute_faults = flatten([
    for index, rule in local.rules : !can(keys(local.given_rules[index])) ? [
      "rules[${index}] must be an object, such as { paths = [\"/orders\"], scopes = [\"orders:read\"] }."
      ] : concat(
      [
        for name in setsubtract(keys(rule), local.contract.rule_attributes) :
        "rules[${index}] has the unknown attribute \"${name}\": correct or remove it.${join("", [for known in local.contract.rule_attributes : " Did you mean \"${known}\"?" if can(regex(local.contract.near_misses[known], name))])} A rule has ${join(", ", local.contract.rule_attributes)}."
      ],
      [
        for effect in [lookup(rule, "effect", "allow")] : "rules[${index}].effect is ${nonsensitive(issensitive(jsonencode(try(var.rules[index].effect, var.rules))) ? "(sensitive value)" : jsonencode(effect))}: write \"${join("\" or \"", local.contract.rule_effects)}\", or leave it out for \"allow\"."
        if !contains([for known in local.contract.rule_effects : jsonencode(known)], jsonencode(effect))
      ],
      [
        for name, list in local.rule_lists[index] : "rules[${index}].${name} must be a non-empty list${name == "paths" ? ", such as [\"/orders\"]" : ". Leave it out if the rule does not need it"}."
        if length(list) == 0 && (contains(keys(rule), name) || name == "paths" && !contains(local.misspelt_rules, index))
      ],
    )
  ])

  # What messages show of each method.
  shown_methods = [
    for index, lists in local.rule_lists : [
      for number, method in lists.methods : nonsensitive(issensitive(jsonencode(try(var.rules[index].methods[number], var.rules))) ? "(sensitive value)" : jsonencode(method))
    ]
  ]
  rule_item_faults = flatten([
    for index, lists in local.rule_lists : [
      [
        for number, key in lists.apis : "rules[${index}].apis[${number}] is ${nonsensitive(issensitive(jsonencode(try(var.rules[index].apis[number], var.rules))) ? "(sensitive value)" : jsonencode(key))}: ${length(local.api_keys) == 0 ? "the input apis has no entries. Add one with this key, or leave apis out of the rule" : "write one of ${join(", ", local.api_keys)}, which are the keys of the input apis, or leave apis out for all APIs"}."
        if !contains([for known in local.api_keys : jsonencode(known)], jsonencode(key))
      ],
      [
        for name, items in lists : "rules[${index}].${name} must not contain duplicates: remove the repetition."
        if name != "claims" && length(distinct([for item in items : jsonencode(item)])) != length(items)
      ],
      [
        for number, method in lists.methods : "rules[${index}].methods[${number}] is ${local.shown_methods[index][number]}: write ${try(contains(local.contract.methods, upper(method)), false) && local.shown_methods[index][number] != "(sensitive value)" ? "\"${upper(method)}\"" : "one of ${join(", ", local.contract.methods)}, or leave methods out for all of them"}."
        if !contains([for known in local.contract.methods : jsonencode(known)], jsonencode(method))
      ],
      [
        for number, scope in lists.scopes : "rules[${index}].scopes[${number}] is ${nonsensitive(issensitive(jsonencode(try(var.rules[index].scopes[number], var.rules))) ? "(sensitive value)" : jsonencode(scope))}: write ${local.contract.sentences.scope}. Write several scopes as several items."
        if !(startswith(jsonencode(scope), "\"") && can(regex(local.contract.patterns.scope, scope)))
      ],
    ]
  ])

  # Paths copied from a route of an HTTP API, or from a framework whose parameters are <name> or <type:name>.
  route_key_pattern       = "^[A-Z]+ /"
  angle_parameter_pattern = "<[A-Za-z_][A-Za-z0-9_:]*>"

  rule_path_faults = flatten([
    for path in local.rule_paths : [
      # Each check: whether the path is at fault, and the fix.
      for check in [
        [path.path != "$connect" && !startswith(path.path, "/") && !can(regex(local.route_key_pattern, path.path)),
        path.path == "$default" ? "write /* for the route key $default: a rule names what the client requests." : "begin it with /, or write $connect."],
        [can(regex(local.route_key_pattern, path.path)),
        "write the path here and the method in methods${path.given == "(sensitive value)" ? "" : ": ${startswith(path.path, "ANY") ? "leave methods out for ANY" : "methods = [\"${replace(path.path, "/ .*$/", "")}\"]"}, paths = [\"${replace(replace(path.path, "/^[A-Z]+ /", ""), "/${local.contract.patterns.greedy_parameter}/", "*")}\"]"}."],
        [length(path.greedy) > 0,
        "write ${path.given == "(sensitive value)" ? "*" : jsonencode(replace(path.path, "/${local.contract.patterns.greedy_parameter}/", "*"))}. {name+} is syntax of API Gateway's resources and routes, and here * matches any characters, including /."],
        [can(regex(local.angle_parameter_pattern, path.path)),
        "write ${path.given == "(sensitive value)" ? "*" : jsonencode(replace(path.path, "/${local.angle_parameter_pattern}/", "*"))} for any value, where * also matches /, or {claim} for the value of a token's claim."],
        [strcontains(path.path, "$${"),
        "remove the $ in front of {, because IAM would read a policy variable."],
        [strcontains(path.path, "**"),
        "write * instead of **. A single * matches any characters, including /."],
        [strcontains(replace(path.path, "/%[0-9A-Fa-f]{2}/", ""), "%"),
        "write two hexadecimal digits after each %, and no placeholder there. A percent sign is %25."],
        [can(regex("[{}]", path.literal)),
        "close each placeholder and do not nest it: write {claim}, with only the name of a claim inside."],
        [path.is_deny && length(path.placeholders) > 0 && length(path.greedy) == 0,
        "remove the placeholder. A token without that claim would evade the deny rule: use a wildcard, or allow only what may be called."],
        [!alltrue([for name in path.placeholders : alltrue([for pattern in local.claim_name_patterns : can(regex(pattern, name))])]),
        "write ${local.claim_name_rule} between { and }."],
        [path.path != "$connect" && !can(regex(local.contract.patterns.path_literal, replace(replace(path.literal, "/${local.angle_parameter_pattern}/", ""), "/[{}%]/", ""))) && !can(regex(local.route_key_pattern, path.path)),
        "percent-encode each character that a path cannot contain, as the client does. A path can contain A-Z a-z 0-9 . _ ~ - / @ % + , ; : = ! $ & ' ( ), and the wildcards * and ?."],
        [length(path.literal) + length(path.placeholders) * local.contract.sizes.placeholder_characters > local.contract.sizes.path_characters,
        "shorten it, or use a wildcard. A path has at most ${local.contract.sizes.path_characters} characters, of which each placeholder takes ${local.contract.sizes.placeholder_characters}."],
        [path.path == "$connect" && contains(keys(local.rules[path.rule]), "methods"),
        "move it to a rule without methods. The handshake of a WebSocket API has no method."],
      ] : "${path.place} is ${path.given}: ${check[1]}" if check[0]
    ]
  ])

  rule_openness_faults = flatten([
    for index, rule in local.rules : [
      for check in [
        {
          is_conditional = contains(keys(rule), "scopes") || contains(keys(rule), "claims") || anytrue([for path in local.rule_paths : strcontains(path.path, "{") if path.rule == index])
          any_token      = jsonencode(lookup(rule, "any_token", false))
        },
      ] :
      !contains(["true", "false"], check.any_token) ? ["rules[${index}].any_token is ${nonsensitive(issensitive(jsonencode(try(var.rules[index].any_token, var.rules))) ? "(sensitive value)" : check.any_token)}: write true or false."] :
      check.any_token == "true" && check.is_conditional ? ["rules[${index}].any_token is true, but the rule has scopes, claims or a placeholder: leave any_token out."] :
      check.any_token == "false" && !check.is_conditional && !contains(local.misspelt_rules, index) ? ["rules[${index}] has no condition: set scopes or claims, or set any_token = true if the rule is meant for every valid token."] : []
      # A path that has to be written in another way is the only fault of its rule.
    ] if can(keys(local.given_rules[index])) && !contains(local.rules_with_route_syntax, index)
  ])
  rules_with_route_syntax = [
    for path in local.rule_paths : path.rule
    if length(path.greedy) > 0 || can(regex(local.route_key_pattern, path.path)) || can(regex(local.angle_parameter_pattern, path.path))
  ]
}
