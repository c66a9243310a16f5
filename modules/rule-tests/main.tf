# What follows from each rule without a token.

locals {
  contract = jsondecode(file("${path.module}/../contract.json"))

  placeholder = "{[^{}]+}"

  # How a claim is read, as JSON: its name, the separator of its values in a string, and whether its member names are its
  # values.
  scope_readings = [for name in ["scope", "scp"] : jsonencode([name, " ", false])]

  rules = [
    for rule in nonsensitive(var.rules) : merge(rule, {
      is_deny = rule.effect == "deny"
      methods = rule.methods == null ? tolist(local.contract.methods) : rule.methods
      claims  = [for condition in rule.claims : merge(condition, { reading = jsonencode([condition.name, condition.separator, condition.member_names]) })]
      readings = concat(rule.scopes == null ? [] : local.scope_readings, [
        for condition in rule.claims : jsonencode([condition.name, condition.separator, condition.member_names])
      ])
      placeholders = distinct(flatten([for path in rule.paths : regexall(local.placeholder, path)]))
      # A deny of all methods also covers the WebSocket handshake, which has no method.
      covers_connect    = contains(rule.paths, "$connect") || (contains(rule.paths, "/*") && (rule.methods == null ? true : rule.effect == "deny" && length(rule.methods) == length(local.contract.methods)))
      covers_everything = rule.effect == "deny" && contains(rule.paths, "/*") && (rule.methods == null ? true : length(rule.methods) == length(local.contract.methods))
      # A deny covers its path with and without a slash at its end, and the path itself in addition to what is below it.
      spellings = flatten([
        for path in rule.paths : rule.effect != "deny" || can(regex("^/\\*?$|[^/]\\*$", path)) ? [path] : [
          replace(path, "/\\/\\*?$/", ""), endswith(path, "/*") ? path : "${trimsuffix(path, "/")}/",
        ] if path != "$connect"
      ])
    })
  ]
  placeholders = distinct(flatten(local.rules[*].placeholders))

  # The APIs that rules name, by their keys, and "" for any other API.
  apis = concat([""], distinct(flatten([for rule in local.rules : rule.apis == null ? [] : rule.apis])))
  # By API, the indexes of the rules that apply to it.
  rules_of = {
    for api in local.apis : api => [
      for index, rule in local.rules : index if rule.apis == null ? true : contains(rule.apis, api)
    ]
  }

  # The patterns of strict_paths, relative to the stage.
  strict_forms = length(local.rules) == 0 || !nonsensitive(var.strict_paths) ? [] : concat(
    [for part in local.contract.strict_path_parts : "*${part}*"],
    [for end in local.contract.strict_path_ends : "*${end}"],
  )
}
