package octavia.store.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import octavia.config.DatabaseUrl;
import octavia.store.StoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a URL makes of the database's own program. */
class DumpCallTest {
  @Test
  void aMariaDbUrlIsTakenApartAsTheDriverDoes() {
    DumpCall call =
        DumpCall.mariadb(
            DatabaseUrl.parse("mysql+pymysql://me:a%22b%5Cc@[::1]:3307/octavia?ssl_ca=/etc/my ca"));

    assertThat(call.programs()).containsExactly("mariadb-dump", "mysqldump");
    assertThat(call.arguments())
        .containsExactly(
            "--protocol=tcp",
            "--host=::1",
            "--port=3307",
            "--single-transaction",
            "--hex-blob",
            "--default-character-set=utf8mb4",
            "--",
            "octavia");
    assertThat(call.optionFile())
        .contains(
            """
            [client]
            user="me"
            password="a\\"b\\\\c"
            loose-ssl="1"
            loose-ssl-verify-server-cert="1"
            loose-ssl-mode="VERIFY_IDENTITY"
            ssl-ca="/etc/my ca"
            """);
    assertThat(call.environment()).isEmpty();
    assertThat(call.toString()).doesNotContain("a\"b");
  }

  @Test
  void aSocketNeedsNoHost() {
    DumpCall call =
        DumpCall.mariadb(
            DatabaseUrl.parse("mysql+pymysql://me@localhost/octavia?unix_socket=/run/m.sock"));

    assertThat(call.arguments()).startsWith("--socket=/run/m.sock").endsWith("octavia");
  }

  @ParameterizedTest
  @CsvSource({
    "ssl_disabled=true,                  0, 0, DISABLED",
    "charset=utf8,                       0, 0, DISABLED",
    "ssl=true,                           1, 0, REQUIRED",
    "ssl_ca=/ca&ssl_verify_cert=true,    1, 1, VERIFY_CA",
    "ssl_verify_identity=true,           1, 1, VERIFY_IDENTITY",
  })
  void mariaDbsTlsIsWhatTheDriverHas(String options, String ssl, String verify, String mode) {
    DumpCall call = DumpCall.mariadb(DatabaseUrl.parse("mysql://me:pw@db/octavia?" + options));

    assertThat(call.optionFile().orElseThrow())
        .contains(
            """
            loose-ssl="%s"
            loose-ssl-verify-server-cert="%s"
            loose-ssl-mode="%s"
            """
                .formatted(ssl, verify, mode));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:mariadb://db/octavia?keyStore=/etc/keys.p12",
        "jdbc:mariadb://db/octavia?trustStore=/etc/trusted.p12",
        "jdbc:mariadb://db/octavia?serverSslCert=classpath:ca.pem",
      })
  void whatTheProgramCannotDoIsNotLeftOut(String url) {
    assertThatThrownBy(() -> DumpCall.mariadb(DatabaseUrl.parse(url)))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("mariadb-dump reads")
        .hasMessageContaining("jdbc:mariadb://db/octavia");
  }

  @Test
  void aPostgresqlUrlIsTakenApartAsTheDriverDoes() {
    DumpCall call =
        DumpCall.postgresql(
            DatabaseUrl.parse(
                "postgresql://me:secret@[::1]:5433/octavia?sslmode=verify-ca"
                    + "&sslrootcert=/etc/my ca&sslcert=/etc/c&sslkey=/etc/k"));

    assertThat(call)
        .isEqualTo(
            new DumpCall(
                List.of("pg_dump"),
                Optional.empty(),
                List.of(
                    "--no-password",
                    "--dbname=octavia",
                    "--host=::1",
                    "--port=5433",
                    "--username=me"),
                Map.of(
                    "PGPASSWORD",
                    "secret",
                    "PGSSLMODE",
                    "verify-ca",
                    "PGSSLROOTCERT",
                    "/etc/my ca",
                    "PGSSLCERT",
                    "/etc/c",
                    "PGSSLKEY",
                    "/etc/k")));
    assertThat(call.toString()).doesNotContain("secret");
  }

  @Test
  void severalPostgresqlServersAreNamedToTheProgramToo() {
    DumpCall call =
        DumpCall.postgresql(
            DatabaseUrl.parse("jdbc:postgresql://one,two:5433/octavia?user=me&ssl=true"));

    assertThat(call.arguments()).contains("--host=one,two", "--port=5432,5433");
    assertThat(call.environment()).containsEntry("PGSSLMODE", "verify-full");
  }
}
