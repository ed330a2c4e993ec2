package octavia.store.schema;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScriptTest {

  @Test
  void aStatementEndsAtASemicolonAtTheEndOfALine() {
    assertThat(
            Script.statements(
                """
                -- a comment; of one line
                create table a (
                  b varchar(10) default ';' not null
                );

                insert into a values ('x'), ('y');
                """))
        .containsExactly(
            "create table a (\n  b varchar(10) default ';' not null\n)",
            "insert into a values ('x'), ('y')");
  }
}
