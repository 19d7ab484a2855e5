package dev.keelson.testkit.interpreter;

import static dev.keelson.object.insn.Opcode.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.object.image.MapType;
import org.junit.jupiter.api.Test;

class InterpreterTest {
  @Test
  void arithmeticOf32BitsClearsTheUpperHalf() {
    long result = new Code().constant(0, -1).move(1, 2).alu32(ADD, 0, 1).exit().run();

    assertThat(result).isEqualTo(1);
  }

  @Test
  void immediatesOf64BitOperationsAreSignExtended() {
    assertThat(new Code().move(0, 5).insn(ALU64 | ADD | K, 0, 0, 0, -7).exit().run()).isEqualTo(-2);
  }

  @Test
  void divisionByZeroGivesZeroAndRemainderTheDividend() {
    assertThat(new Code().move(0, 7).move(1, 0).alu64(DIV, 0, 1).exit().run()).isZero();
    assertThat(new Code().move(0, 7).move(1, 0).alu64(MOD, 0, 1).exit().run()).isEqualTo(7);
  }

  @Test
  void signedDivisionOfTheSmallestByMinusOneWraps() {
    Code division = new Code().constant(0, Long.MIN_VALUE).move(1, -1);
    division.insn(ALU64 | DIV | X, 0, 1, 1, 0).exit();

    assertThat(division.run()).isEqualTo(Long.MIN_VALUE);
  }

  @Test
  void divisionIsUnsignedUnlessTheOffsetSaysSigned() {
    Code unsigned = new Code().move(0, -8).move(1, 2).alu32(DIV, 0, 1).exit();
    Code signed = new Code().move(0, -8).move(1, 2).insn(ALU | DIV | X, 0, 1, 1, 0).exit();

    assertThat(unsigned.run()).isEqualTo(0x7ffffffcL);
    assertThat(signed.run()).isEqualTo(0xfffffffcL);
  }

  @Test
  void movesAndLoadsExtendTheSign() {
    Code move = new Code().move(1, 0x80).insn(ALU64 | MOV | X, 0, 1, 8, 0).exit();
    Code load = new Code().insn(LDX | MEMSX | H, 0, 1, 0, 0).exit();

    assertThat(move.run()).isEqualTo(-128);
    assertThat(load.run((byte) 0xfe, (byte) 0xff)).isEqualTo(-2);
  }

  @Test
  void byteSwapsTruncateToTheirWidth() {
    long value = 0x1122334455667788L;

    assertThat(new Code().constant(0, value).insn(ALU | END | X, 0, 0, 0, 16).exit().run())
        .isEqualTo(0x8877);
    assertThat(new Code().constant(0, value).insn(ALU | END | K, 0, 0, 0, 32).exit().run())
        .isEqualTo(0x55667788);
    assertThat(new Code().constant(0, value).insn(ALU64 | END, 0, 0, 0, 64).exit().run())
        .isEqualTo(0x8877665544332211L);
  }

  @Test
  void jumpsOf32BitsIgnoreTheUpperHalf() {
    Code code = new Code().constant(1, 0x1_0000_0005L).move(0, 1);
    code.insn(JMP32 | JEQ | K, 1, 0, 1, 5).move(0, 0).exit();

    assertThat(code.run()).isEqualTo(1);
  }

  @Test
  void unsignedAndSignedJumpsDiffer() {
    assertThat(new Code().move(1, -1).move(0, 1).jump(JGT, 1, 0, 1).move(0, 0).exit().run())
        .isEqualTo(1);
    assertThat(new Code().move(1, -1).move(0, 1).jump(JSGT, 1, 0, 1).move(0, 0).exit().run())
        .isZero();
  }

  @Test
  void storesReachTheContext() {
    Code code = new Code().move(2, -2).store(W, 1, 4, 2).move(0, 0).exit();

    byte[] context = code.interpreter().run("test", new byte[8]).context().toArray();

    assertThat(context).containsExactly(0, 0, 0, 0, -2, -1, -1, -1);
  }

  @Test
  void atomicsFetchTheOldValue() {
    Code code = new Code().storeConstant(DW, 10, -8, 40).move(2, 2).atomic(ADD | 1, 10, -8, 2);
    code.load(DW, 0, 10, -8).insn(ALU64 | MUL | K, 0, 0, 0, 100).alu64(ADD, 0, 2).exit();

    assertThat(code.run()).isEqualTo(42 * 100 + 40);
  }

  @Test
  void compareAndExchangeStoresOnlyWhenR0Matches() {
    Code code = new Code().storeConstant(DW, 10, -8, 40).move(0, 41).move(2, 7);
    code.atomic(0xf1, 10, -8, 2).load(DW, 1, 10, -8).alu64(ADD, 0, 1).exit();

    assertThat(code.run()).isEqualTo(80);
  }

  @Test
  void calledFunctionsHaveTheirOwnStackAndLeaveR6ToR9() {
    Code code = new Code().move(6, 30).move(1, 12).call(2).alu64(ADD, 0, 6).exit();
    code.move(6, 1).store(DW, 10, -8, 1).load(DW, 0, 10, -8).exit();

    assertThat(code.run()).isEqualTo(42);
  }

  @Test
  void lookupGivesTheLiveValue() {
    Code code = new Code().storeConstant(W, 10, -4, 1).map(1, MapType.ARRAY, 4, 8, 2);
    code.frameAddress(2, -4).helper(1).jump(JEQ, 0, 0, 1).storeConstant(DW, 0, 0, 9);
    code.move(0, 0).exit();
    Interpreter interpreter = code.interpreter();

    interpreter.run("test", new byte[8]);

    assertThat(interpreter.map("MAP").entries().get(1).getValue()).startsWith(9);
  }

  @Test
  void aFullHashRefusesWithTheKernelsErrno() {
    Code code = new Code().load(W, 2, 1, 0).store(W, 10, -4, 2);
    code.map(1, MapType.HASH, 4, 4, 1).frameAddress(2, -4).frameAddress(3, -4).move(4, 0);
    Interpreter interpreter = code.helper(2).exit().interpreter();

    assertThat(interpreter.run("test", new byte[] {1, 0, 0, 0}).r0()).isZero();
    assertThat(interpreter.run("test", new byte[] {2, 0, 0, 0}).r0()).isEqualTo(-7);
    assertThat(interpreter.run("test", new byte[] {1, 0, 0, 0}).r0()).isZero();
  }

  @Test
  void ringRecordsArriveInOrderOfSubmission() {
    Code code = new Code().move(2, 8).move(3, 0).map(1, MapType.RINGBUF, 0, 0, 4096).helper(131);
    code.jump(JEQ, 0, 0, 4).storeConstant(DW, 0, 0, 5).moveRegister(1, 0).move(2, 0).helper(132);
    Interpreter interpreter = code.move(0, 0).exit().interpreter();

    interpreter.run("test", new byte[0]);

    assertThat(interpreter.map("MAP").records()).hasSize(1);
    assertThat(interpreter.map("MAP").records().getFirst()).startsWith(5).hasSize(8);
  }

  @Test
  void anUnwrittenRegisterIsRefused() {
    refused(new Code().moveRegister(0, 3).exit(), 0, "r3 was never written");
  }

  @Test
  void argumentRegistersAreGoneAfterACall() {
    refused(new Code().helper(5).moveRegister(0, 1).exit(), 1, "r1 was never written");
  }

  @Test
  void anUnwrittenStackByteIsRefused() {
    Code code = new Code().storeConstant(W, 10, -8, 1).load(DW, 0, 10, -8).exit();

    refused(code, 1, "byte 508 of the stack was never written");
  }

  @Test
  void accessBeyondTheContextIsRefused() {
    refused(new Code().load(W, 0, 1, 8).exit(), 0, "outside the context of 8 B");
  }

  @Test
  void misalignedAccessIsRefused() {
    refused(new Code().load(W, 0, 1, 2).exit(), 0, "misaligned");
  }

  @Test
  void theNullPointerIsRefused() {
    Code code = new Code().storeConstant(W, 10, -4, 9).map(1, MapType.HASH, 4, 8, 2);
    code.frameAddress(2, -4).helper(1).load(DW, 0, 0, 0).exit();

    refused(code, 6, "null pointer");
  }

  @Test
  void aValueIsNotUsedAfterItsEntryWasDeleted() {
    Code code = new Code().storeConstant(W, 10, -4, 1);
    code.map(1, MapType.HASH, 4, 4, 1).frameAddress(2, -4).frameAddress(3, -4).move(4, 0);
    code.helper(2).map(1, MapType.HASH, 4, 4, 1).frameAddress(2, -4).helper(1).moveRegister(6, 0);
    code.map(1, MapType.HASH, 4, 4, 1).frameAddress(2, -4).helper(3).load(W, 0, 6, 0).exit();

    assertThatThrownBy(() -> code.run(new byte[8])).hasMessageContaining("which was deleted");
  }

  @Test
  void aRingSlotThatIsKeptIsRefused() {
    Code code = new Code().move(2, 8).move(3, 0).map(1, MapType.RINGBUF, 0, 0, 4096).helper(131);

    refused(code.exit(), 5, "neither submitted nor discarded");
  }

  @Test
  void unwrittenBytesOfARingRecordAreRefused() {
    Code code = new Code().move(2, 8).move(3, 0).map(1, MapType.RINGBUF, 0, 0, 4096).helper(131);
    code.storeConstant(W, 0, 0, 5).moveRegister(1, 0).move(2, 0).helper(132).exit();

    refused(code, 8, "byte 4 of a slot of MAP was never written");
  }

  @Test
  void anEndlessLoopMeetsTheStepLimit() {
    assertThatThrownBy(() -> new Code().move(0, 0).insn(JMP | JA, 0, 0, -2, 0).run(new byte[8]))
        .isInstanceOf(InterpreterException.class)
        .hasMessageContaining("20000000 steps");
  }

  private static void refused(Code code, int slot, String reason) {
    assertThatThrownBy(() -> code.run(new byte[8]))
        .isInstanceOfSatisfying(
            InterpreterException.class, e -> assertThat(e.slot()).isEqualTo(slot))
        .hasMessageContaining(reason);
  }
}
