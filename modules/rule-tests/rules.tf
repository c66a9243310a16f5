# What follows from each rule without a token.

locals {
  contract = jsondecode(file("${path.module}/../../contract.json"))

  placeholder = "{[^{}]+}"

  rules = [
    for rule in nonsensitive(var.rules) : merge(rule, {
      is_deny           = rule.effect == "deny"
      methods           = rule.methods == null ? tolist(local.contract.methods) : rule.methods
      claim_names       = concat(rule.scopes == null ? [] : ["scope", "scp"], rule.claims[*].name)
      placeholders      = distinct(flatten([for path in rule.paths : regexall(local.placeholder, path)]))
      covers_connect    = contains(rule.paths, "$connect") || (contains(rule.paths, "/*") && rule.methods == null)
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

  # The patterns of strict_paths, relative to the stage.
  strict_forms = length(local.rules) == 0 || !nonsensitive(var.strict_paths) ? [] : concat(
    [for part in local.contract.strict_path_parts : "*${part}*"],
    [for end in local.contract.strict_path_ends : "*${end}"],
  )
}
