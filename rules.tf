# The rules, taken apart, whatever a user may have written there.

locals {
  # By way of JSON lists, sets and tuples become tuples, maps and objects become objects, and the first character tells
  # the type. What is of the wrong type counts as empty here; rule-faults.tf reports it. Null is absent.
  rules_json = jsonencode(var.rules)
  given_rules = [
    for rule in jsondecode(startswith(local.rules_json, "[") ? local.rules_json : "[]") : jsonencode(rule)
  ]
  rules = [
    for rule in local.given_rules : {
      for name, value in jsondecode(startswith(rule, "{") ? rule : "{}") : name => value if value != null
    }
  ]

  rule_lists = [
    for rule in local.rules : {
      for name in ["methods", "paths", "scopes", "claims"] :
      name => jsondecode(startswith(jsonencode(lookup(rule, name, [])), "[") ? jsonencode(lookup(rule, name, [])) : "[]")
    }
  ]
  # An item that is no text is the empty text.
  rule_texts = [
    for lists in local.rule_lists : {
      for name in ["methods", "paths", "scopes"] :
      name => [for item in lists[name] : startswith(jsonencode(item), "\"") ? try(tostring(item), "") : ""]
    }
  ]

  known_methods = local.contract.methods
  placeholder   = "{[^{}]*}"

  rule_paths = flatten([
    for index, rule in local.rules : [
      for number, path in local.rule_texts[index].paths : {
        rule    = index
        place   = "rules[${index}].paths[${number}]"
        path    = path
        is_deny = jsonencode(lookup(rule, "effect", null)) == "\"deny\""
        # Unset or faulty: all of them.
        methods     = coalescelist(local.rule_texts[index].methods, local.known_methods)
        has_methods = contains(keys(rule), "methods")
        literal     = replace(path, "/${local.placeholder}/", "")
        # Up to the first wildcard or placeholder, in lower case, for backends that don't tell cases apart.
        beginning    = lower(regex("^[^*?{]*", path))
        placeholders = [for name in regexall(local.placeholder, path) : trimsuffix(trimprefix(name, "{"), "}")]
      }
    ]
  ])
}

# The size of policies, which must fit into what API Gateway takes from an authorizer

locals {
  # 8 KB, of which the context may take one.
  policy_limit = 8192 - 1024

  # In bytes: what statements are made of, and each pattern of strict_paths.
  statement_bytes = 200
  strict_bytes    = var.strict_paths ? 12 * 82 : 0

  # A resource is the stage's ARN and a slash (72 is long), method and path, quotes and a comma. A placeholder may take 128.
  path_lengths = [for path in local.rule_paths : length(path.literal) + 128 * length(path.placeholders)]
  # By what it says, so that what two rules say alike counts once.
  path_patterns = [
    for index, path in local.rule_paths : path.path == "$connect" ? {} : {
      for method in distinct(path.methods) : "${path.is_deny ? "deny" : "allow"} ${method} ${path.path}" => (
        # A deny covers its path with a slash at its end and without, or what is below it and itself.
        (path.is_deny && !can(regex("^/$|[^/]\\*$|^/\\*$", path.path)) ? 2 : 1) * (72 + length(method) + local.path_lengths[index] + 1 + 3)
      )
    }
  ]
  rule_patterns = [
    for index, rule in local.rules : merge({}, [for number, path in local.rule_paths : local.path_patterns[number] if path.rule == index]...)
  ]
  is_unconditional = [for rule in local.rules : jsonencode(lookup(rule, "any_token", null)) == "true"]

  fixed_bytes            = local.statement_bytes + (length(local.rules) == 0 ? 0 : local.strict_bytes)
  unconditional_patterns = merge({}, [for index, patterns in local.rule_patterns : patterns if local.is_unconditional[index]]...)
  # Of a token that satisfies the largest of the rules that aren't for every token.
  policy_bytes_of_largest_rule = local.fixed_bytes + max([
    for patterns in concat([{}], local.rule_patterns) : sum(concat([0], values(merge(local.unconditional_patterns, patterns))))
  ]...)
  policy_bytes_worst_case = local.fixed_bytes + sum(concat([0], values(merge({}, local.rule_patterns...))))
}

# Denies that don't cover every spelling of their path

locals {
  shadowed_denies = [
    for deny in local.rule_paths : deny.place
    if deny.is_deny && !contains(["/*", "$connect"], deny.path) && anytrue([
      for allow in local.rule_paths :
      !allow.is_deny
      && can(regex("[*?{]", allow.path))
      && length(setintersection(allow.methods, deny.methods)) > 0
      && (startswith(allow.beginning, deny.beginning) || startswith(deny.beginning, allow.beginning))
    ])
  ]

  # A claim there may be another claim's beginning, or two claims another pair's.
  open_placeholders = [for path in local.rule_paths : path.place if !path.is_deny && can(regex("}[^/]", path.path))]
}

check "denies_cover_their_paths" {
  assert {
    condition     = length(local.shadowed_denies) == 0
    error_message = "${join(", ", local.shadowed_denies)}: an allow rule with a wildcard lies above this deny, and other spellings of the denied path aren't covered, such as another case or encoded letters. API Gateway matches what the client wrote; a backend may read it as the same path. Allow only what may be called, and keep deny rules for /*."
  }
}

check "placeholders_fill_a_segment" {
  assert {
    condition     = length(local.open_placeholders) == 0
    error_message = "${join(", ", local.open_placeholders)}: something else than a slash follows a placeholder, so that one tenant's path may be the beginning of another's: with /{tenant}* the tenant a reaches the paths of ab. End the segment after a placeholder, unless no value can be the beginning of another."
  }
}
