# The rules, parsed, whatever a user wrote. rule-faults.tf reports what has the wrong type, which counts as empty here.

locals {
  # jsonencode and jsondecode turn lists and sets into tuples, and maps into objects. Null means absent.
  decoded_rules = jsondecode(nonsensitive(jsonencode(var.rules)))
  given_rules   = try(concat(local.decoded_rules, []), [])
  rules = [
    for rule in local.given_rules : { for name, value in try(merge({}, rule), {}) : name => value if value != null }
  ]
  # The attribute that a misspelled one was meant to be is not also reported as missing.
  misspelt_rules = [for index, rule in local.rules : index if length(setsubtract(keys(rule), local.contract.rule_attributes)) > 0]
  rule_lists = [
    for rule in local.rules : {
      for name in ["apis", "methods", "paths", "scopes", "claims"] : name => try(concat(rule[name], []), [])
    }
  ]
  # A path that is not a string counts as an empty string.
  rule_paths = flatten([
    for index, rule in local.rules : [
      for number, given in local.rule_lists[index].paths : [
        for path in [startswith(jsonencode(given), "\"") ? tostring(given) : ""] : {
          rule    = index
          place   = "rules[${index}].paths[${number}]"
          given   = nonsensitive(issensitive(jsonencode(try(var.rules[index].paths[number], var.rules))) ? "(sensitive value)" : jsonencode(given))
          path    = path
          is_deny = try(rule.effect == "deny", false)
          # Empty: all APIs.
          apis    = [for key in local.rule_lists[index].apis : jsonencode(key)]
          methods = contains(keys(rule), "methods") ? [for method in local.rule_lists[index].methods : try(tostring(method), "")] : local.contract.methods
          literal = replace(path, "/{[^{}]*}/", "")
          greedy  = startswith(path, "/") ? regexall(local.contract.patterns.greedy_parameter, path) : []
          # Up to the first wildcard or placeholder, in lower case for backends that ignore case.
          beginning    = lower(regex("^[^*?{]*", path))
          placeholders = [for placeholder in regexall("{[^{}]*}", path) : trimsuffix(trimprefix(placeholder, "{"), "}")]
        }
      ]
    ]
  ])

  shadowed_denies = [
    for deny in local.rule_paths : deny.place
    if deny.is_deny && !contains(["/*", "$connect"], deny.path) && anytrue([
      for allow in local.rule_paths :
      !allow.is_deny
      && can(regex("[*?{]", allow.path))
      && length(setintersection(allow.methods, deny.methods)) > 0
      && (length(allow.apis) == 0 || length(deny.apis) == 0 || length(setintersection(allow.apis, deny.apis)) > 0)
      && (startswith(allow.beginning, deny.beginning) || startswith(deny.beginning, allow.beginning))
    ])
  ]
  # One claim's value can be the beginning of another's, and two values can be joined in more than one way.
  open_placeholders = [for path in local.rule_paths : path.place if !path.is_deny && can(regex("}[^/]", path.path))]

  # The names of claims in the tokens of rule_tests.
  tested_claims = distinct(flatten([
    for test in try(concat(jsondecode(nonsensitive(jsonencode(var.rule_tests))), []), []) : try(keys(test.claims), [])
  ]))
  # Names that routes commonly give to a part of a path. Claims can have such names, too: a test with one shows it.
  parameter_name_pattern = "^(id|ID|Id|uuid|guid|slug|name|number|key|code|item|proxy|path|file|filename|version|index|page|param|date|year|month|day|type|[a-z][A-Za-z0-9]*I[dD]|[A-Za-z0-9-]+[_-](id|uuid|slug|name|number|key|code))$"
  identity_name_pattern  = "^(sub|client|tenant|org|organi[sz]ation|account|customer|user|company|team|workspace|group|project|subject|cognito|given|family|middle|preferred_user|nick)[_-]"
  parameter_placeholders = flatten([
    for path in local.rule_paths : [
      for name in path.placeholders : { place = path.place, given = path.given, name = name, wildcard = jsonencode(replace(path.path, "{${name}}", "*")) }
      # Other paths have a fault, which says what to write.
      if startswith(path.path, "/") && !path.is_deny && can(regex(local.parameter_name_pattern, name)) && !can(regex(local.identity_name_pattern, name)) && !contains(local.tested_claims, name)
    ]
  ])
  colon_parameters = [for path in local.rule_paths : path if can(regex("/:[A-Za-z_]", path.path))]
}

check "placeholders_name_claims" {
  assert {
    condition = length(local.parameter_placeholders) == 0
    error_message = join("\n", [
      for each in local.parameter_placeholders :
      "${each.place} is ${each.given}: {${each.name}} stands for the value of the token's claim ${each.name}, and a token without this claim does not match the rule. For a path with any value, write ${each.given == "(sensitive value)" ? "* instead" : each.wildcard}. If the tokens have the claim, add a test with the claim to rule_tests, and this warning disappears."
    ])
  }
}

check "paths_have_no_colon_parameters" {
  assert {
    condition = length(local.colon_parameters) == 0
    error_message = join("\n", [
      for path in local.colon_parameters :
      "${path.place} is ${path.given}: a segment that begins with a colon matches only itself. For a path with any value, write ${path.given == "(sensitive value)" ? "* instead" : jsonencode(replace(path.path, "/:[A-Za-z_][A-Za-z0-9_]*/", "*"))}, where * also matches /, or {claim} for the value of a token's claim."
    ])
  }
}

check "denies_cover_their_paths" {
  assert {
    condition     = length(local.shadowed_denies) == 0
    error_message = "${join(", ", local.shadowed_denies)}: an allow rule with a wildcard covers other spellings of this denied path, such as another case or encoded letters. API Gateway may match what the client wrote, while a backend may treat it as the same path. Allow only what may be called, and keep deny rules for /*."
  }
}

check "placeholders_fill_a_segment" {
  assert {
    condition     = length(local.open_placeholders) == 0
    error_message = "${join(", ", local.open_placeholders)}: a placeholder is followed by a character other than a slash, so that the path of one tenant can be the beginning of another's. With /{tenant}*, tenant a reaches the paths of tenant ab. End the segment after the placeholder, unless no value can be the beginning of another."
  }
}
