# The rules, taken apart, and their paths as regular expressions. Rules with faults are refused by modules/function.

locals {
  rules_json    = jsonencode(var.rules)
  known_methods = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]

  # Null is absent.
  rule_members = [
    for given in jsondecode(startswith(local.rules_json, "[") ? local.rules_json : "[]") : {
      for name, value in jsondecode(startswith(jsonencode(given), "{") ? jsonencode(given) : "{}") : name => value if value != null
    }
  ]
  rules = [
    for members in local.rule_members : {
      is_deny     = jsonencode(lookup(members, "effect", "allow")) == "\"deny\""
      has_methods = contains(keys(members), "methods")
      methods     = [for method in try(members.methods, local.known_methods) : try(tostring(method), "")]
      paths       = [for path in try(members.paths, []) : try(tostring(path), "")]
      has_scopes  = contains(keys(members), "scopes")
      scopes      = [for scope in try(members.scopes, []) : try(tostring(scope), "")]
      conditions = [
        for condition in try(members.claims, []) : {
          name = try(tostring(condition.name), "")
          lists = {
            for list in ["any", "all", "none"] : list => [for value in condition[list] : try(tostring(value), "")] if can(condition[list][0])
          }
        }
      ]
    }
  ]

  covers_connect    = [for rule in local.rules : contains(rule.paths, "$connect") || (contains(rule.paths, "/*") && !rule.has_methods)]
  covers_everything = [for rule in local.rules : rule.is_deny && contains(rule.paths, "/*") && length(rule.methods) == length(local.known_methods)]

  # A deny covers its path with a slash at its end and without, or what is below it and itself.
  rule_spellings = [
    for rule in local.rules : flatten([
      for path in rule.paths : !rule.is_deny || can(regex("^/\\*?$|[^/]\\*$", path)) ? [path] : [
        replace(path, "/\\/\\*?$/", ""), endswith(path, "/*") ? path : "${trimsuffix(path, "/")}/",
      ] if path != "$connect"
    ])
  ]

  # The alternatives of a rule's expression, in parts: literal text with IAM's wildcards (* crosses slashes and matches
  # nothing as well, ? is one character), and the placeholders as they stand.
  rule_alternatives = [
    for spellings in local.rule_spellings : [
      for spelling in spellings : [
        for part in regexall("\\{[^{}]+\\}|[^{]+", spelling) :
        startswith(part, "{") ? part : replace(replace(replace(part, "/[.+()|^$\\[\\]\\\\]/", "\\$0"), "*", ".*"), "?", ".")
      ]
    ]
  ]
  rule_placeholders = [
    for alternatives in local.rule_alternatives : distinct([for part in flatten(alternatives) : part if startswith(part, "{")])
  ]
  # With any claims, as far as they may stand in a path at all.
  rule_expressions = [
    for alternatives in local.rule_alternatives :
    "^(?:${join("|", [for parts in alternatives : join("", [for part in parts : startswith(part, "{") ? "[A-Za-z0-9._~-]{1,128}" : part])])})$"
  ]
}
