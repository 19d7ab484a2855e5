package dev.keelson.compiler.front;

import dev.keelson.compiler.ir.Type;
import java.lang.classfile.Instruction;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.ConvertInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.NewMultiArrayInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/**
 * Gives a frame the form it has after an instruction that was refused, so that the rest of the
 * method is checked as well. What the instruction would have computed is unknown or broken; the
 * code that is built this way is never used.
 */
final class Recovery {
  private Recovery() {}

  static void apply(Emitter emitter, Instruction instruction, Frame frame) {
    switch (instruction) {
      case InvokeInstruction invoke ->
          call(emitter, frame, invoke.typeSymbol(), invoke.opcode() != Opcode.INVOKESTATIC);
      case InvokeDynamicInstruction invoke -> call(emitter, frame, invoke.typeSymbol(), false);
      case FieldInstruction field -> {
        boolean puts = field.opcode() == Opcode.PUTFIELD || field.opcode() == Opcode.PUTSTATIC;
        boolean onObject = field.opcode() == Opcode.PUTFIELD || field.opcode() == Opcode.GETFIELD;
        frame.pop((puts ? 1 : 0) + (onObject ? 1 : 0));
        if (!puts) {
          frame.push(ofType(emitter, field.typeSymbol()));
        }
      }
      case LoadInstruction load ->
          frame.push(
              switch (load.typeKind()) {
                case LONG -> unknown(emitter, Type.I64);
                case REFERENCE, FLOAT, DOUBLE -> Operand.BROKEN;
                default -> unknown(emitter, Type.I32);
              });
      case NewObjectInstruction _ -> frame.push(Operand.BROKEN);
      case NewPrimitiveArrayInstruction _, NewReferenceArrayInstruction _ ->
          replace(frame, 1, Operand.BROKEN);
      case NewMultiArrayInstruction array -> replace(frame, array.dimensions(), Operand.BROKEN);
      case ArrayLoadInstruction load ->
          replace(
              frame,
              2,
              switch (load.typeKind()) {
                case LONG -> unknown(emitter, Type.I64);
                case REFERENCE, FLOAT, DOUBLE -> Operand.BROKEN;
                default -> unknown(emitter, Type.I32);
              });
      case ArrayStoreInstruction _ -> frame.pop(3);
      case MonitorInstruction _, StoreInstruction _ -> frame.pop();
      case TypeCheckInstruction check ->
          replace(
              frame,
              1,
              check.opcode() == Opcode.INSTANCEOF ? unknown(emitter, Type.I32) : Operand.BROKEN);
      case ConstantInstruction _ -> frame.push(Operand.BROKEN);
      case ConvertInstruction convert ->
          replace(
              frame,
              1,
              switch (convert.toType()) {
                case LONG -> unknown(emitter, Type.I64);
                case FLOAT, DOUBLE -> Operand.BROKEN;
                default -> unknown(emitter, Type.I32);
              });
      case OperatorInstruction operator -> operator(emitter, operator.opcode(), frame);
      case TableSwitchInstruction _, LookupSwitchInstruction _ -> frame.pop();
      case BranchInstruction branch -> frame.pop(operandsOf(branch.opcode()));
      default -> {
        // Returns, throws and the like: control ends here.
      }
    }
  }

  private static void operator(Emitter emitter, Opcode opcode, Frame frame) {
    switch (opcode) {
      case ARRAYLENGTH -> replace(frame, 1, unknown(emitter, Type.I32));
      case FNEG, DNEG -> replace(frame, 1, Operand.BROKEN);
      case FCMPG, FCMPL, DCMPG, DCMPL -> replace(frame, 2, unknown(emitter, Type.I32));
      default -> replace(frame, 2, Operand.BROKEN);
    }
  }

  private static int operandsOf(Opcode opcode) {
    return switch (opcode) {
      case IF_ACMPEQ, IF_ACMPNE, IF_ICMPEQ, IF_ICMPNE, IF_ICMPLT, IF_ICMPLE, IF_ICMPGT, IF_ICMPGE ->
          2;
      case GOTO, GOTO_W -> 0;
      default -> 1;
    };
  }

  private static void call(Emitter emitter, Frame frame, MethodTypeDesc type, boolean hasReceiver) {
    frame.pop(type.parameterCount() + (hasReceiver ? 1 : 0));
    if (!type.returnType().descriptorString().equals("V")) {
      frame.push(ofType(emitter, type.returnType()));
    }
  }

  private static void replace(Frame frame, int operands, Operand with) {
    frame.pop(operands);
    frame.push(with);
  }

  private static Operand ofType(Emitter emitter, ClassDesc type) {
    return switch (type.descriptorString()) {
      case "Z", "B", "S", "C", "I" -> unknown(emitter, Type.I32);
      case "J" -> unknown(emitter, Type.I64);
      default -> Operand.BROKEN;
    };
  }

  private static Operand unknown(Emitter emitter, Type type) {
    return Operand.number(emitter.unknown(type));
  }
}
