# Which tests fail and why, for a reader who knows neither the rules nor the tests.

locals {
  # Terraform does not say in which call of the module an output's precondition failed.
  who = nonsensitive(issensitive(var.name) || var.name == null ? "" : "${var.name}: ")

  wrong = [
    for each in local.results : merge(each, {
      satisfied = [for index in local.satisfied_rules[each.number] : "rules[${index}]"]
      # Rules that would have reversed the decision if the token satisfied them.
      missing = [
        for index, rule in local.rules : "  rules[${index}] would ${rule.effect} it, but ${
          !contains(lookup(local.rules_of, local.tests[each.number].api, local.rules_of[""]), index) ? "it applies only to the APIs ${join(", ", rule.apis)}" :
          length(local.unmet_conditions[each.number][index]) == 1 ? "its condition ${local.unmet_conditions[each.number][index][0]} does not hold" :
          length(local.unmet_conditions[each.number][index]) > 1 ? "its conditions ${join(" and ", local.unmet_conditions[each.number][index])} do not hold" :
          "the claim of ${join(", ", local.unfit_placeholders[each.number][index])} is missing, or its value is not allowed in a path"
        }."
        if rule.is_deny == each.is_allowed && !contains(local.satisfied_rules[each.number], index) && (
          each.request == "$connect" ? rule.covers_connect :
          contains(rule.methods, each.method) && anytrue([for spelling in rule.spellings : can(regex(local.expressions[spelling], each.path))])
        )
      ]
    }) if each.is_allowed != (each.expects == "allow")
  ]

  failures = concat(
    [
      for each in local.wrong : join("\n", compact([
        "${local.who}rule_tests[${each.number}]: ${each.shown} ${each.is_allowed ? "is allowed, but the test expects it to be denied." : "is denied, but the test expects it to be allowed."}",
        each.is_allowed ? (length(local.rules) == 0 ? "  Without rules a valid token may call everything." : "  Allowed by ${join(", ", each.allowing)}.") : "",
        !each.is_allowed && length(each.denying) > 0 ? "  Denied by ${join(", ", each.denying)}." : "",
        each.is_allowed || each.is_strict ? "" : "  Denied by strict_paths: a backend might treat it as another path.",
        !each.is_allowed && length(each.denying) == 0 && each.is_strict && length(each.missing) == 0 ? "  No allow rule has this method and path." : "",
        each.is_allowed || length(each.denying) == 0 ? join("\n", each.missing) : "",
        each.is_allowed && length(each.missing) == 0 && anytrue(local.rules[*].is_deny) ? "  No deny rule has this method and path." : "",
        length(local.rules) == 0 ? "" : "  The token satisfies ${length(each.satisfied) == 0 ? "no rule" : join(", ", each.satisfied)}.",
        local.tests[each.number].api == "" ? "" : "  API: ${local.tests[each.number].api}",
        "  Claims: ${local.shown_claims[each.number]}",
      ]))
    ],
    [
      for number, test in local.tests : "${local.who}rule_tests[${number}]: the policy of this token is ${local.policy_bytes.tests[number]} bytes; the limit is ${local.contract.sizes.policy_bytes} bytes. A request with such a token gets a 500. Use wildcards in paths, or list only the methods that are needed."
      if local.policy_bytes.tests[number] > local.contract.sizes.policy_bytes
    ],
  )
}
