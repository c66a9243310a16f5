# The policies that the function writes for REST and HTTP APIs, as lambda/src/policy does, and their size.

locals {
  # The largest policies have the longest string for each placeholder. A satisfied deny on everything makes a policy
  # small, so that it is left out.
  longest_texts   = { for index, name in local.placeholders : name => format("%0${local.contract.sizes.placeholder_characters}d", index) }
  limited_rules   = [for index, rule in local.rules : index if !rule.covers_everything]
  any_token_rules = [for index in local.limited_rules : index if length(local.rules[index].readings) + length(local.rules[index].placeholders) == 0]

  # Of the token of each test; at each API, of a token that satisfies all rules that apply to it; and at each API, of tokens
  # that satisfy its any_token rules and one other rule. In groups, so that unknown tests leave the size of the rules known.
  policies = {
    tests = [for number, rules in local.satisfied_rules : { rules = rules, texts = local.path_texts[number] }]
    all = [
      for rules in distinct([for api in local.apis : [for index in local.rules_of[api] : index if contains(local.limited_rules, index)]]) :
      { rules = rules, texts = local.longest_texts }
    ]
    each = [
      for rules in distinct(flatten([
        for api in local.apis : [
          for any_token in [[for index in local.rules_of[api] : index if contains(local.any_token_rules, index)]] : [
            for index in concat([null], [for index in local.rules_of[api] : index if contains(local.limited_rules, index)]) :
            jsonencode(index == null ? any_token : distinct(concat(any_token, [index])))
          ]
        ]
      ])) : { rules = jsondecode(rules), texts = local.longest_texts }
    ]
  }
  # By policy and rule, the paths that the policy names.
  policy_paths = {
    for group, policies in local.policies : group => [
      for policy in policies : [
        for index, rule in local.rules : [
          for spelling in rule.spellings : join("", [for part in regexall("${local.placeholder}|[^{]+", spelling) : lookup(policy.texts, part, part)])
          if contains(policy.rules, index)
        ]
      ]
    ]
  }
  policy_patterns = {
    for group, policies in local.policies : group => [
      for number, policy in policies : {
        for is_deny in [false, true] : is_deny ? "Deny" : "Allow" => distinct(flatten([
          for index in policy.rules : [
            for path in local.policy_paths[group][number][index] : [for method in local.rules[index].methods : "${method}${path}"]
          ] if local.rules[index].is_deny == is_deny
        ]))
      }
    ]
  }
  statements = {
    for group, policies in local.policies : group => [
      for number, policy in policies : [
        for patterns in [local.policy_patterns[group][number]] : (
          length(local.rules) == 0 ? { Allow = tolist(["*"]), Deny = tolist([]) } :
          length(patterns.Allow) == 0 || anytrue([for index in policy.rules : local.rules[index].covers_everything]) ? { Allow = tolist([]), Deny = tolist(["*"]) } :
          { Allow = tolist(patterns.Allow), Deny = tolist(concat(patterns.Deny, local.strict_forms)) }
        )
      ][0]
    ]
  }
  # The length of the JSON that the function sends. jsonencode escapes &, < and >, of which a path can contain only &.
  stage_arn = format("%0${local.contract.sizes.stage_arn_characters}d", 0)
  policy_bytes = {
    for group, statements in local.statements : group => [
      for effects in statements : length(replace(jsonencode({
        Version = "2012-10-17"
        Statement = [
          for effect, patterns in effects : {
            Effect   = effect
            Action   = "execute-api:Invoke"
            Resource = [for pattern in patterns : "${local.stage_arn}/${pattern}"]
          } if length(patterns) > 0
        ]
      }), "\\u0026", "&"))
    ]
  }
}
