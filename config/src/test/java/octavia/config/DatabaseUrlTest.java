package octavia.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import octavia.config.DatabaseUrl.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {

  @Test
  void whatEveryInstallationGuideWrites() {
    assertThat(DatabaseUrl.parse("mysql+pymysql://octavia:password@127.0.0.1/octavia?charset=utf8"))
        .isEqualTo(
            new DatabaseUrl(
                Kind.MARIADB,
                "jdbc:mariadb://127.0.0.1:3306/octavia?sslMode=disable",
                Optional.of("octavia"),
                Optional.of("password"),
                List.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          mysql://u:p@db:3307/octavia              | jdbc:mariadb://db:3307/octavia?sslMode=disable
          mariadb+mariadbconnector://u:p@db/o      | jdbc:mariadb://db:3306/o?sslMode=disable
          mysql+mysqldb://u:p@[::1]/o              | jdbc:mariadb://[::1]:3306/o?sslMode=disable
          mysql+pymysql://u:p@/o?unix_socket=/run/mysqld/mysqld.sock | jdbc:mariadb://localhost:3306/o?localSocket=/run/mysqld/mysqld.sock&sslMode=disable
          mysql+pymysql://u:p@db/o?connect_timeout=5&read_timeout=30 | jdbc:mariadb://db:3306/o?sslMode=disable&connectTimeout=5000&socketTimeout=30000
          postgresql://u:p@db/o                    | jdbc:postgresql://db:5432/o?sslmode=allow
          postgresql+psycopg2://u:p@db:5433/o?client_encoding=utf8 | jdbc:postgresql://db:5433/o?sslmode=allow
          postgresql://u:p@db/o?sslmode=verify-full&sslrootcert=/etc/a%20b.pem | jdbc:postgresql://db:5432/o?sslmode=verify-full&sslrootcert=%2Fetc%2Fa+b.pem
          jdbc:h2:file:/var/lib/o;WRITE_DELAY=0    | jdbc:h2:file:/var/lib/o;WRITE_DELAY=0
          jdbc:mariadb://db/o?sslMode=verify-full  | jdbc:mariadb://db/o?sslMode=verify-full
          """)
  void place(String url, String jdbc) {
    assertThat(DatabaseUrl.parse(url).jdbcUrl()).isEqualTo(jdbc);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ssl_ca=/ca.pem                            | serverSslCert=/ca.pem&sslMode=verify-full
          ssl_ca=/ca.pem&ssl_check_hostname=false   | serverSslCert=/ca.pem&sslMode=verify-ca
          ssl_verify_cert=true&ssl_ca=/ca.pem       | serverSslCert=/ca.pem&sslMode=verify-ca
          ssl_verify_cert=true                      | sslMode=verify-ca
          ssl_verify_identity=true&ssl_ca=/ca.pem   | serverSslCert=/ca.pem&sslMode=verify-full
          ssl=true                                  | sslMode=trust
          ssl_mode=REQUIRED                         | sslMode=trust
          ssl_mode=VERIFY_IDENTITY&ssl_ca=/ca.pem   | serverSslCert=/ca.pem&sslMode=verify-full
          ssl_disabled=true&ssl_ca=/ca.pem          | sslMode=disable
          """)
  void tlsOfMariadb(String options, String drivers) {
    assertThat(DatabaseUrl.parse("mysql+pymysql://u:p@db/o?" + options).jdbcUrl())
        .isEqualTo("jdbc:mariadb://db:3306/o?" + drivers);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          mysql://u:p%40ss%2Fw%25rd@db/o    | u    | p@ss/w%rd
          mysql://u:a+b@db/o                | u    | a+b
          mysql://u:p@ss@db/o               | u    | p@ss
          mysql://u:p?x/y@db/o              | u    | p?x/y
          mysql://u%40x:@db/o               | u@x  | ''
          mysql://u:p:q@db:3306/o           | u    | p:q
          mysql://u:50%@db/o                | u    | 50%
          postgresql://u:%C3%BC@db/o?a=b@c  | u    | ü
          """)
  void credentials(String url, String user, String password) {
    DatabaseUrl read = DatabaseUrl.parse(url);

    assertThat(read.user()).contains(user);
    assertThat(read.password()).contains(password);
    assertThat(read.jdbcUrl()).contains("://db:").contains("/o?");
  }

  @Test
  void aUrlWithoutUser() {
    DatabaseUrl read = DatabaseUrl.parse("mysql+pymysql://db/o");

    assertThat(read.user()).isEmpty();
    assertThat(read.password()).isEmpty();
  }

  @Test
  void optionsOfPythonAreNamed() {
    assertThat(DatabaseUrl.parse("mysql+pymysql://db/o?plugin=x&charset=utf8mb4&a=1").ignored())
        .containsExactly("a", "plugin");
  }

  @Test
  void thePasswordIsNeverShown() {
    assertThat(DatabaseUrl.parse("mysql+pymysql://octavia:secret@db/o?ssl=1"))
        .hasToString("jdbc:mariadb://db:3306/o");
    assertThat(DatabaseUrl.parse("jdbc:h2:mem:x;PASSWORD=secret")).hasToString("jdbc:h2:mem:x");
    assertThat(DatabaseUrl.parse("jdbc:mariadb://db/o?password=secret"))
        .hasToString("jdbc:mariadb://db/o");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "octavia",
        "sqlite:////var/lib/secret.db",
        "oracle://u:secret@db/o",
        "mysql://u:secret@db:x/o",
        "mysql://u:secret@db/o?connect_timeout=soon",
        "mysql://u:secret@db/o?ssl_cert=/c.pem&ssl_key=/k.pem",
        "postgresql://u:secret@/o?host=/run/postgresql",
        "jdbc:oracle:secret"
      })
  void whatCannotBeUsedIsRefused(String url) {
    assertThatThrownBy(() -> DatabaseUrl.parse(url))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .doesNotContain("secret");
  }
}
