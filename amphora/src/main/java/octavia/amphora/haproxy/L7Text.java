package octavia.amphora.haproxy;

import java.util.List;
import octavia.amphora.haproxy.HaproxyText.Line;
import octavia.model.L7Policy;
import octavia.model.L7Rule;
import octavia.model.L7Rule.CompareType;
import org.jspecify.annotations.Nullable;

/** L7 policies and rules in HAProxy's words: each rule a condition named by its id. */
final class L7Text {
  private static final int FOUND = 302;

  private L7Text() {}

  /** Names the condition of a rule; what inverts it stands where it is used. */
  static void condition(HaproxyText out, L7Rule rule) {
    Line line = out.line("acl").name(rule.id());
    switch (rule.type()) {
      case HOST_NAME -> compare(line.fetch("req.hdr", "host").flag("-i"), rule, rule.value());
      case PATH -> compare(line.keyword("path"), rule, rule.value());
      case FILE_TYPE -> fileType(line, rule);
      case HEADER -> compare(line.fetch("req.hdr", key(rule)), rule, rule.value());
      case COOKIE -> compare(line.fetch("req.cook", key(rule)), rule, rule.value());
      case SSL_CONN_HAS_CERT -> line.keyword("ssl_c_used");
      case SSL_VERIFY_RESULT ->
          line.keyword("ssl_c_verify").keyword("eq").number(Long.parseLong(rule.value()));
      case SSL_DN_FIELD -> compare(line.fetch("ssl_c_s_dn", key(rule)), rule, rule.value());
    }
    line.end();
  }

  /** What follows the last dot of the path. */
  private static void fileType(Line line, L7Rule rule) {
    if (rule.compareType() == CompareType.REGEX) {
      compare(line.expression("path,word(-1,.)"), rule, rule.value());
    } else {
      line.keyword("path").flag("-m").keyword("end").flag("--").text("." + rule.value());
    }
  }

  private static String key(L7Rule rule) {
    @Nullable String key = rule.key();
    if (key == null) {
      throw new IllegalArgumentException("a rule of type " + rule.type() + " without a key");
    }
    return key;
  }

  private static void compare(Line line, L7Rule rule, String value) {
    line.flag("-m").keyword(method(rule.compareType())).flag("--").text(value);
  }

  private static String method(CompareType type) {
    return switch (type) {
      case REGEX -> "reg";
      case STARTS_WITH -> "beg";
      case ENDS_WITH -> "end";
      case CONTAINS -> "sub";
      case EQUAL_TO -> "str";
    };
  }

  /** Ends a line with the condition that all rules hold. */
  static Line when(Line line, List<L7Rule> rules) {
    line.keyword("if");
    rules.forEach(rule -> line.condition(rule.id(), rule.invert()));
    return line;
  }

  /** Writes the policy if it answers with another address. */
  static void redirect(HaproxyText out, L7Policy policy, List<L7Rule> rules) {
    switch (policy.action()) {
      case REDIRECT_TO_URL -> redirect(out, "location", policy.redirectUrl(), policy, rules);
      case REDIRECT_PREFIX -> redirect(out, "prefix", policy.redirectPrefix(), policy, rules);
      case REJECT, REDIRECT_TO_POOL -> {}
    }
  }

  private static void redirect(
      HaproxyText out, String how, @Nullable String target, L7Policy policy, List<L7Rule> rules) {
    if (target == null) {
      throw new IllegalArgumentException(policy.action() + " without its target");
    }
    @Nullable Integer code = policy.redirectHttpCode();
    when(
            out.line("http-request", "redirect", how)
                .logFormatText(target)
                .keyword("code")
                .number(code == null ? FOUND : code),
            rules)
        .end();
  }
}
