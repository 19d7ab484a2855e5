package dev.keelson.object.btf;

import java.util.HashMap;
import java.util.Map;

/**
 * Which arguments of tracepoints may be null. BTF does not say it: the verifier has a table of its
 * own, {@code raw_tp_null_args} in kernel/bpf/btf.c (6.14, carried back to 6.12 and 6.13; this is
 * the one of 6.18 with what came later), and lets a program follow such an argument only behind a
 * null check. Older kernels do not ask for the check; their arguments are null all the same.
 */
public final class NullableArguments {
  /** By parameter number from 1, as each line begins; a tracepoint stands in each that it needs. */
  private static final String NULL =
      """
      1 afs_protocol_error cachefiles_lookup cachefiles_unlink cachefiles_rename \
        cachefiles_prep_read cachefiles_mark_active cachefiles_mark_failed \
        cachefiles_mark_inactive cachefiles_vfs_error cachefiles_io_error \
        cachefiles_ondemand_open cachefiles_ondemand_copen cachefiles_ondemand_close \
        cachefiles_ondemand_read cachefiles_ondemand_cread cachefiles_ondemand_fd_write \
        cachefiles_ondemand_fd_release mm_collapse_huge_page_isolate mm_page_alloc \
        mm_page_pcpu_drain mm_page_alloc_zone_locked rxrpc_recvdata rxrpc_client \
        xs_stream_read_data tcp_send_reset tmigr_update_events amdgpu_vm_bo_map \
        amdgpu_vm_bo_unmap netfs_folioq xfs_defer_create_intent xfs_defer_cancel_list \
        xfs_defer_pending_finish xfs_defer_pending_abort xfs_defer_relog_intent \
        xfs_defer_isolate_paused xfs_defer_item_pause xfs_defer_item_unpause xfs_defer_add_item \
        xfs_defer_cancel_item xfs_defer_finish_item xfs_inodegc_flush xfs_inodegc_push \
        xfs_inodegc_start xfs_inodegc_stop xfs_inodegc_queue xfs_inodegc_throttle \
        xfs_fs_sync_fs xfs_blockgc_start xfs_blockgc_stop xfs_blockgc_worker \
        xfs_blockgc_flush_all nfsd_dirent nfsd_file_acquire nfsd_file_insert_err \
        nfsd_file_cons_err nfs4_setup_sequence cfg80211_scan_done
      2 sched_pi_setprio afs_make_fs_call afs_make_fs_calli afs_make_fs_call1 \
        afs_make_fs_call2 afs_flock_ev ext4_mballoc_discard ext4_mballoc_free \
        posix_lock_inode fcntl_setlk locks_remove_posix flock_lock_inode \
        break_lease_noblock break_lease_block break_lease_unblock generic_delete_lease \
        time_out_leases mm_khugepaged_scan_pmd mm_khugepaged_scan_file \
        mm_khugepaged_collapse_file netfs_failure device_pm_callback_start rxrpc_resend \
        rxrpc_tq xprt_reserve_cong xprt_release_cong xprt_get_cong xprt_put_cong \
        tcp_send_reset writeback_dirty_folio folio_wait_writeback xfs_ioc_free_eofblocks \
        xfs_blockgc_free_space xchk_nlinks_live_update coda_dec_pic_run coda_dec_pic_done \
        cfg80211_scan_done rdev_set_coalesce wiphy_work_queue wiphy_work_run \
        wiphy_work_cancel wiphy_work_flush hugetlbfs_alloc_inode spufs_context neigh_update
      3 sched_stick_numa sched_swap_numa fib_table_lookup tcp_sendmsg_locked \
        tegra_dma_tx_status xfs_btree_updkeys xfs_btree_overlapped_query_range \
        xchk_metapath_lookup cfg80211_report_wowlan_wakeup cfg80211_inform_bss_frame \
        kvm_page_fault_enter dpu_crtc_setup_mixer binder_transaction btree_path_free \
        amdtp_packet
      4 qdisc_dequeue kfree_skb xfs_iomap_alloc xfs_iomap_found nfsd_file_acquire \
        hfi1_sdma_progress iptfs_ingress_postq_event
      5 host1x_cdma_push_gather xfs_map_blocks_found xfs_map_blocks_alloc pnfs_update_layout \
        pnfs_mds_fallback_pg_init_read pnfs_mds_fallback_pg_init_write \
        pnfs_mds_fallback_pg_get_mirror_count pnfs_mds_fallback_read_done \
        pnfs_mds_fallback_write_done pnfs_mds_fallback_read_pagelist \
        pnfs_mds_fallback_write_pagelist cfg80211_michael_mic_failure
      """;

  /** Those that are an error number in a pointer's clothes, now and then. */
  private static final String ERROR =
      """
      3 cachefiles_lookup nfs4_inode_callback_event nfs4_inode_stateid_callback_event
      4 mr_integ_alloc
      """;

  private static final Map<String, Integer> NULL_BITS = bits(NULL);
  private static final Map<String, Integer> ERROR_BITS = bits(ERROR);

  private NullableArguments() {}

  /**
   * Whether argument {@code index} (from 0) of the tracepoint may be null.
   *
   * @param name the argument's name: the kernel's own mark is that it ends in {@code __nullable}
   */
  public static boolean mayBeNull(String tracepoint, int index, String name) {
    return name.endsWith("__nullable") || has(NULL_BITS, tracepoint, index);
  }

  /** Whether argument {@code index} (from 0) may be an error number, which leads nowhere. */
  public static boolean mayBeError(String tracepoint, int index) {
    return has(ERROR_BITS, tracepoint, index);
  }

  private static boolean has(Map<String, Integer> bits, String tracepoint, int index) {
    return (bits.getOrDefault(tracepoint, 0) >>> index & 1) != 0;
  }

  private static Map<String, Integer> bits(String table) {
    Map<String, Integer> bits = new HashMap<>();
    for (String line : table.lines().toList()) {
      String[] words = line.strip().split("\\s+", -1);
      int bit = 1 << (Integer.parseInt(words[0]) - 1);
      for (int i = 1; i < words.length; i++) {
        bits.merge(words[i], bit, (a, b) -> a | b);
      }
    }
    return Map.copyOf(bits);
  }
}
