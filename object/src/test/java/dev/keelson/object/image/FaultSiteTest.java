package dev.keelson.object.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.object.btf.Btf;
import dev.keelson.object.btf.BtfBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultSiteTest {
  @Test
  void whatBtfListsIsWhatWasDescribed() {
    List<FaultSite> sites =
        List.of(
            new FaultSite("switched", "RunQueueWait.java", 19, "NULL_POINTER"),
            new FaultSite("odd__name_", "A_java.java", 0, "THROWN"));
    BtfBuilder types = new BtfBuilder();
    int _ = types.add(FaultSite.describe(sites));
    assertThat(FaultSite.listed(Btf.read(types.encode(), "sites"))).isEqualTo(sites);
  }

  @Test
  void typesOfOtherProgramsListNone() {
    assertThat(FaultSite.listed(Btf.read(new BtfBuilder().encode(), "none"))).isEmpty();
  }
}
