package dev.keelson.differential.corpus;

import dev.keelson.differential.Numbers;
import dev.keelson.program.Array;
import dev.keelson.program.HashMap;
import dev.keelson.program.Maps;
import dev.keelson.program.SyscallProgram;

/** Entries of maps that are changed under a lock, with faults and returns inside. */
public final class Locked {
  static final class Account {
    long balance;
    int turns;

    void add(long amount) {
      balance += amount;
      turns++;
    }
  }

  static final Array<Account> ACCOUNTS = Maps.array(4);
  static final HashMap<Integer, Account> BY_NUMBER = Maps.hash(16);

  private Locked() {}

  @SyscallProgram
  static void moved(Numbers n) {
    Account account = ACCOUNTS.get(n.c & 3);
    synchronized (account) {
      account.balance += n.a;
      account.turns++;
      n.result = account.balance;
    }
    n.flag = account.turns;
  }

  @SyscallProgram
  static void throughAMethod(Numbers n) {
    Account account = ACCOUNTS.get(n.c & 3);
    synchronized (account) {
      account.add(n.b);
      if ((n.d & 1) != 0) {
        n.flag = account.turns;
        return;
      }
      n.result = account.balance;
    }
    n.flag = -1;
  }

  @SyscallProgram
  static void faults(Numbers n) {
    Account account = ACCOUNTS.get(n.c & 3);
    synchronized (account) {
      account.turns++;
      account.balance = n.a / (n.d & 3);
    }
    n.result = account.balance;
  }

  @SyscallProgram
  static void oneAfterTheOther(Numbers n) {
    BY_NUMBER.putIfAbsent(n.c & 7, new Account());
    Account account = BY_NUMBER.get(n.c & 7);
    Account other = ACCOUNTS.get(n.d & 3);
    long taken;
    synchronized (account) {
      taken = account.balance;
      account.balance = n.a;
    }
    synchronized (other) {
      other.balance += taken;
    }
    n.result = other.balance;
  }

  @SyscallProgram
  static void ofNoEntry(Numbers n) {
    Account account = BY_NUMBER.get(n.c & 15);
    synchronized (account) {
      n.result = account.balance;
    }
  }
}
