// SPDX-License-Identifier: Apache-2.0
//
// The power-management unit: registers, RTC, wake controller, sleep, power, monitor and charger, wired together. No logic of its own.
//
// Two clocks. clk_aon_i (32.768 kHz) never stops and carries everything that lives in deep sleep. clk_sys_i (1 MHz or more)
// carries registers and bus; the PMU asks for it with clk_sys_req_o and uses it while clk_sys_valid_i is 1. All state
// is in the always-on domain and is reset by por_ni alone.
//
// Sizes and tables are parameters, packed with element 0 in the low bits; a platform's profile fills them in through the
// generated wrapper pmu_<profile>. Registers have the largest size; bits that a platform does not have read 0.
module pmu_top #(
  parameter int N_CORES   = 1,
  parameter int N_MODES   = 2,
  parameter int N_WAKE    = 1,
  parameter int N_DOMAINS = 1,
  parameter int N_RAILS   = 1,
  parameter int N_RAM     = 1,
  parameter int N_ALARMS  = 2,

  parameter int ALARM_SHARED      = 0,
  parameter int AUTO_START        = 1,
  parameter int CPU_RAIL          = 0,
  parameter int BACKDRIVE_TIMEOUT = 64,
  parameter int CLK_TIMEOUT       = 64,
  parameter int DRAM_TIMEOUT      = 64,
  parameter int RETRY_TICKS       = 328,
  parameter int RETRY_FACTOR      = 10,
  parameter int SLOW_RETRY_TICKS  = 0,
  parameter int GOOD_RUN_TICKS    = 1_966_080,
  parameter int RST_DEBOUNCE      = 8,
  parameter int HOLD_TICKS        = 32768,
  parameter int HAS_MONITOR       = 0,
  parameter int HAS_CHARGER       = 0,  // needs the monitor
  parameter int SAMPLE_TICKS      = 2,
  parameter int VBUS_DEBOUNCE     = 8,

  // settings of monitor and charger after reset, packed as their contracts say
  parameter logic [  4:0] MON_NEEDED    = '0,  // channels that cannot be switched off
  parameter logic [173:0] MON_CFG_RST   = '0,
  parameter logic [ 23:0] CHG_CAP       = '0,  // what the cell bears: {cool50, vreg, ichg}
  parameter logic [ 34:0] CHG_CTRL_RST  = '0,
  parameter logic [ 67:0] CHG_LIMIT_RST = '0,
  parameter logic [ 79:0] CHG_TEMP_RST  = '0,
  parameter logic [ 17:0] CHG_TIMER_RST = '0,

  parameter logic [        4*N_RAILS-1:0] RAIL_UP_SLOT    = '0,
  parameter logic [        4*N_RAILS-1:0] RAIL_DOWN_SLOT  = '0,
  parameter logic [       16*N_RAILS-1:0] RAIL_PG_TIMEOUT = '1,
  parameter logic [        8*N_RAILS-1:0] RAIL_PG_DEGLITCH = {N_RAILS{8'd3}},
  parameter logic [          N_RAILS-1:0] RAIL_LOSS_LOG   = '0,
  parameter logic [                255:0] SLOT_UP_DELAY   = '0,
  parameter logic [                255:0] SLOT_DOWN_DELAY = '0,
  parameter logic [      3*N_DOMAINS-1:0] DOM_RAIL        = '0,
  parameter logic [        N_DOMAINS-1:0] DOM_RETAIN      = '0,
  parameter logic [      8*N_DOMAINS-1:0] DOM_STEP_TICKS  = '0,
  parameter logic [      8*N_DOMAINS-1:0] DOM_RST_TICKS   = '0,
  parameter logic [     16*N_DOMAINS-1:0] DOM_ACK_TIMEOUT = '1,
  parameter logic [  N_MODES*N_RAILS-1:0] MODE_RAIL_ON    = '1,
  parameter logic [  N_MODES*N_RAILS-1:0] MODE_RAIL_LP    = '0,
  parameter logic [N_MODES*N_DOMAINS-1:0] MODE_DOM_ON     = '1,
  parameter logic [   N_MODES*N_WAKE-1:0] MODE_WAKE_MASK  = '1,
  parameter logic [          N_MODES-1:0] MODE_CLK_ON     = '1,
  parameter logic [    N_MODES*N_RAM-1:0] MODE_RAM_ON     = '1,
  parameter logic [        2*N_MODES-1:0] MODE_DRAM       = '0,
  parameter logic [       32*N_MODES-1:0] MODE_MIN_RES    = '0,
  parameter logic [       32*N_MODES-1:0] MODE_EXIT_LAT   = '0,
  parameter logic [          N_MODES-1:0] MODE_DEEP       = '0,
  parameter logic [          N_MODES-1:0] MODE_REBOOT     = '0,
  parameter logic [          N_MODES-1:0] MODE_WDT_RUN    = '0,
  parameter logic [          N_MODES-1:0] MODE_ALLOW_RST  = '1,
  parameter logic [2*N_CORES*N_MODES-1:0] MODE_CORE_MIN   = '0,
  parameter logic [           N_WAKE-1:0] OFF_WAKE_MASK   = '1,
  parameter logic [        3*N_CORES-1:0] CORE_DOMAIN     = '0,
  parameter logic [          N_CORES-1:0] CORE_AUTOSTART  = '1,
  parameter logic [          N_CORES-1:0] TYPE_RST        = '1,
  parameter logic [       32*N_CORES-1:0] WAKELOCK_RST    = '0,
  parameter logic [       32*N_CORES-1:0] DEEPLOCK_RST    = '0,
  parameter logic [           N_WAKE-1:0] WAKE_INTERNAL   = '0,  // source is inside the PMU
  parameter logic [           N_WAKE-1:0] WAKE_PULSE      = '0,  // pin with pulses shorter than a tick
  parameter logic [           N_WAKE-1:0] WAKE_PULSE_LOW  = '0,
  parameter logic [         8*N_WAKE-1:0] WAKE_DEBOUNCE   = '0,  // ticks
  parameter logic [         4*N_WAKE-1:0] WAKE_FROM       = '0,  // 0-3 alarm, VBUS, battery low 1, 2, die warn, charger
  parameter logic [           N_WAKE-1:0] RTC_MASK        = '0,
  parameter logic [   N_CORES*N_WAKE-1:0] ROUTE_RST       = '1
) (
  // ---- clocks and resets
  input  logic clk_aon_i,
  input  logic clk_sys_i,
  output logic clk_sys_req_o,
  input  logic clk_sys_valid_i,
  input  logic por_ni,
  input  logic reset_pin_ni,    // resets the cores only; any clock

  // ---- APB4, bus clock, with who asks: 0 core 0, 1 core 1, 2 PMBus host, 3 debug
  input  logic        psel_i,
  input  logic        penable_i,
  input  logic        pwrite_i,
  input  logic [11:0] paddr_i,
  input  logic [31:0] pwdata_i,
  input  logic [ 3:0] pstrb_i,
  input  logic [ 2:0] pprot_i,
  input  logic [ 1:0] preq_id_i,
  output logic [31:0] prdata_o,
  output logic        pready_o,
  output logic        pslverr_o,
  output logic        irq_sleep_o,  // levels
  output logic        irq_power_o,
  output logic        irq_rtc_o,
  output logic        irq_monitor_o,
  output logic        irq_charger_o,

  // ---- cores, bus clock; WFI reads 1 behind a closed isolation
  input  logic [N_CORES-1:0] core_wfi_i,
  output logic [N_CORES-1:0] core_event_o,

  // ---- rails; AON flops, power-good from any clock
  output logic [N_RAILS-1:0] rail_en_o,
  output logic [N_RAILS-1:0] rail_lp_o,
  input  logic [N_RAILS-1:0] rail_pg_i,

  // ---- power domains; AON flops, acknowledge from any clock
  output logic [N_DOMAINS-1:0] dom_clk_en_o,
  output logic [N_DOMAINS-1:0] dom_iso_o,
  output logic [N_DOMAINS-1:0] dom_save_o,
  output logic [N_DOMAINS-1:0] dom_restore_o,
  output logic [N_DOMAINS-1:0] dom_rst_no,
  output logic [N_DOMAINS-1:0] dom_sw_en_o,
  input  logic [N_DOMAINS-1:0] dom_ack_i,

  // ---- memories
  output logic [N_RAM-1:0] ram_on_o,
  output logic             dram_req_o,
  output logic [      1:0] dram_state_o,
  input  logic             dram_ack_i,

  // ---- analogue front end of the monitor; AON flops. The comparator answers to them and needs no synchronizer
  output logic        adc_en_o,
  output logic        adc_sample_o,
  output logic [ 2:0] adc_chan_o,
  output logic [11:0] adc_dac_o,
  input  logic        adc_cmp_i,

  // ---- power stage of the charger; AON flops, inputs from any clock
  input  logic        vbus_det_i,    // VBUS is there
  input  logic        vbus_ovp_i,    // VBUS is too high
  input  logic        loop_cv_i,     // this loop holds the current down: voltage, input current, input voltage
  input  logic        loop_iin_i,
  input  logic        loop_vin_i,
  output logic        chg_en_o,
  output logic [ 9:0] chg_iset_o,    // mA
  output logic [12:0] chg_vset_o,    // mV
  output logic        chg_sink_o,
  output logic        led_o,

  // ---- wake pins, any clock; those of sources inside the PMU are not looked at
  // verilator lint_off UNUSEDSIGNAL
  input logic [N_WAKE-1:0] wake_i,
  // verilator lint_on UNUSEDSIGNAL

  // ---- what else powers up and down
  input  logic       key_i,
  input  logic       vbus_i,
  input  logic [2:0] protect_i,
  input  logic       block_i,
  input  logic       wdt_bite_i,
  input  logic       wdt_kick_i,
  input  logic       hard_off_i,
  input  logic       hold_off_i,
  output logic       vdd_ext_o,
  output logic       wdt_run_o,

  // ---- AON flops, to look at
  output logic [3:0] pwr_state_o,
  output logic [3:0] mode_o
);

  // ---- resets, timebase, sample strobe
  logic rst_aon_n, rst_sys_n, strobe, sample;
  logic [47:0] now;
  logic [31:0] ticks;

  prim_rst_sync u_rst_aon (
    .clk_i (clk_aon_i),
    .rst_ni(por_ni),
    .rst_no(rst_aon_n)
  );

  // A reset of the AON side takes the bus side with it: the registers show reset values then, and the crossings start anew
  prim_rst_sync u_rst_sys (
    .clk_i (clk_sys_i),
    .rst_ni(rst_aon_n),
    .rst_no(rst_sys_n)
  );

  pmu_timebase u_timebase (
    .clk_aon_i,
    .rst_ni   (rst_aon_n),
    .now_o    (now)
  );

  prim_tick_strobe u_strobe (
    .aon_clk_i   (clk_aon_i),
    .aon_rst_ni  (rst_aon_n),
    .aon_en_i    (sample),
    .bus_clk_i   (clk_sys_i),
    .bus_rst_ni  (rst_sys_n),
    .bus_strobe_o(strobe)
  );

  prim_cdc_sample #(
    .W(32)
  ) u_ticks (
    .bus_clk_i   (clk_sys_i),
    .bus_rst_ni  (rst_sys_n),
    .bus_strobe_i(strobe),
    .aon_data_i  (now[31:0]),
    .bus_data_o  (ticks)
  );

  // ---- between registers and subsystems, at their largest size
  pmu_slp_post_t slp_post;
  pmu_slp_local_t slp_local;
  pmu_slp_stat_t slp_stat;
  pmu_slp_seen_t slp_seen;
  pmu_slp_busy_t slp_busy;
  pmu_pwr_post_t pwr_post;
  pmu_pwr_local_t pwr_local;
  pmu_pwr_stat_t pwr_stat;
  pmu_pwr_busy_t pwr_busy;
  pmu_wake_post_t wake_post;
  pmu_wake_stat_t wake_stat;
  pmu_wake_busy_t wake_busy;
  pmu_rtc_post_t rtc_post;
  pmu_rtc_local_t rtc_local;
  pmu_rtc_stat_t rtc_stat;
  pmu_rtc_seen_t rtc_seen;
  pmu_rtc_busy_t rtc_busy;
  pmu_mon_post_t mon_post;
  pmu_mon_stat_t mon_stat;
  pmu_mon_seen_t mon_seen;
  pmu_mon_busy_t mon_busy;
  pmu_chg_post_t chg_post;
  pmu_chg_stat_t chg_stat;
  pmu_chg_busy_t chg_busy;
  logic [1:0] requester;        // of the write whose strobe is high
  logic [N_CORES-1:0] booting;  // bus clock

  // ---- between the subsystems, AON clock
  // a platform may have none of them, or not each, as wake source
  // verilator lint_off UNUSEDSIGNAL
  logic [N_ALARMS-1:0] match;
  logic [15:0] inner;
  // verilator lint_on UNUSEDSIGNAL
  logic [4:0] battery_wake;
  logic [2:0] protect;
  logic block, vbus_boot;
  logic [N_WAKE-1:0] wake_src, wake_mask, wake_event;
  logic [N_CORES-1:0] wake_core;
  logic wake_any, cause_open;
  logic [3:0] extra;
  logic [2*N_CORES-1:0] core_tgt;
  logic slp_enter, ponr, boot_go, restart;
  logic [3:0] enter_mode;
  logic [N_DOMAINS-1:0] slp_off;
  logic [N_DOMAINS-1:0] dom_on, dom_gated, dom_boot;
  logic [N_CORES-1:0] core_on, core_gated, core_boot;

  // ---- tables of the profile as wires: which source is inside, which domain a core's
  assign inner = {7'd0, battery_wake, 4'(match)};
  for (genvar s = 0; s < N_WAKE; s++) begin : gen_source
    if (WAKE_INTERNAL[s]) begin : gen_inside
      localparam integer FROM = 32'(WAKE_FROM[4*s+:4]);
      assign wake_src[s] = inner[FROM];
    end else begin : gen_pin
      assign wake_src[s] = wake_i[s];
    end
  end
  for (genvar c = 0; c < N_CORES; c++) begin : gen_core
    localparam integer DOMAIN = 32'(CORE_DOMAIN[3*c+:3]);
    assign core_on[c]    = dom_on[DOMAIN];
    assign core_gated[c] = dom_gated[DOMAIN];
    assign core_boot[c]  = dom_boot[DOMAIN];
  end
  pmu_regs #(
    .SLP_TYPE0_RST(TYPE_RST[0]), .SLP_TYPE1_RST((N_CORES > 1) && TYPE_RST[N_CORES-1]),
    .SLP_MODE_ALLOW_RST(16'(MODE_ALLOW_RST)), .WAKE_ROUTE0_RST(32'(ROUTE_RST[N_WAKE-1:0])),
    .WAKE_ROUTE1_RST((N_CORES > 1) ? 32'(ROUTE_RST[(N_CORES-1)*N_WAKE+:N_WAKE]) : 32'd0),
    .HAS_MONITOR(HAS_MONITOR), .HAS_CHARGER(HAS_CHARGER), .MON_CFG_RST(MON_CFG_RST), .CHG_CTRL_RST(CHG_CTRL_RST),
    .CHG_LIMIT_RST(CHG_LIMIT_RST), .CHG_TEMP_RST(CHG_TEMP_RST), .CHG_TIMER_RST(CHG_TIMER_RST), .CHG_CAP(CHG_CAP),
    .MON_NEEDED(MON_NEEDED)
  ) u_regs (
    .clk_i(clk_sys_i), .rst_ni(rst_sys_n), .psel_i, .penable_i, .pwrite_i, .paddr_i, .pwdata_i, .pstrb_i, .pprot_i,
    .preq_id_i, .prdata_o, .pready_o, .pslverr_o,
    // each interrupt has a line of its own; whoever wants one line ORs them outside
    // verilator lint_off PINCONNECTEMPTY
    .irq_o(),
    // verilator lint_on PINCONNECTEMPTY
    .requester_o(requester),
    .sys_config_cores_i(2'(N_CORES)), .sys_config_modes_i(5'(N_MODES)), .sys_config_alarms_i(3'(N_ALARMS)),
    .sys_config_wake_sources_i(6'(N_WAKE)), .sys_config_domains_i(4'(N_DOMAINS)), .sys_config_rails_i(4'(N_RAILS)),
    .sys_ticks_i(ticks),
    .slp_irq_o(irq_sleep_o), .pwr_irq_o(irq_power_o), .rtc_irq_o(irq_rtc_o),
    .mon_irq_o(irq_monitor_o), .chg_irq_o(irq_charger_o),
    .slp_post_o(slp_post), .slp_local_o(slp_local), .slp_stat_i(slp_stat), .slp_seen_i(slp_seen), .slp_busy_i(slp_busy),
    .pwr_post_o(pwr_post), .pwr_local_o(pwr_local), .pwr_stat_i(pwr_stat), .pwr_busy_i(pwr_busy),
    .wake_post_o(wake_post), .wake_stat_i(wake_stat), .wake_busy_i(wake_busy),
    .rtc_post_o(rtc_post), .rtc_local_o(rtc_local), .rtc_stat_i(rtc_stat), .rtc_seen_i(rtc_seen), .rtc_busy_i(rtc_busy),
    .mon_post_o(mon_post), .mon_stat_i(mon_stat), .mon_seen_i(mon_seen), .mon_busy_i(mon_busy),
    .chg_post_o(chg_post), .chg_stat_i(chg_stat), .chg_busy_i(chg_busy)
  );

  pmu_rtc #(
    .N_ALARMS(N_ALARMS), .ALARM_SHARED(ALARM_SHARED), .N_CORES(N_CORES), .HOLD_TICKS(HOLD_TICKS)
  ) u_rtc (
    .clk_sys_i, .rst_sys_ni(rst_sys_n), .strobe_i(strobe), .clk_aon_i, .rst_aon_ni(rst_aon_n), .now_i(now),
    .local_i(rtc_local), .post_i(rtc_post), .stat_o(rtc_stat), .seen_o(rtc_seen), .busy_o(rtc_busy), .ticks_i(ticks),
    .requester_i(requester), .boot_i(booting), .match_o(match)
  );

  pmu_wake #(
    .N(N_WAKE), .N_CORES(N_CORES), .INTERNAL(WAKE_INTERNAL), .PULSE(WAKE_PULSE), .PULSE_LOW(WAKE_PULSE_LOW),
    .DEBOUNCE(WAKE_DEBOUNCE), .ROUTE_RST(ROUTE_RST)
  ) u_wake (
    .clk_sys_i, .rst_sys_ni(rst_sys_n), .strobe_i(strobe), .clk_aon_i, .rst_aon_ni(rst_aon_n), .now_i(now),
    .src_i(wake_src), .post_i(wake_post), .stat_o(wake_stat), .busy_o(wake_busy), .mask_i(wake_mask),
    .open_i(cause_open),
    .extra_i(extra), .wake_o(wake_core), .any_o(wake_any), .event_o(wake_event)
  );

  pmu_sleep #(
    .N_CORES(N_CORES), .N_MODES(N_MODES), .N_WAKE(N_WAKE), .N_DOMAINS(N_DOMAINS), .TYPE_RST(TYPE_RST),
    .CORE_AUTOSTART(CORE_AUTOSTART), .CORE_DOMAIN(CORE_DOMAIN), .MODE_DOM_ON(MODE_DOM_ON), .MODE_DRAM(MODE_DRAM),
    .MODE_WAKE_MASK(MODE_WAKE_MASK), .OFF_WAKE_MASK(OFF_WAKE_MASK), .MODE_MIN_RES(MODE_MIN_RES),
    .MODE_EXIT_LAT(MODE_EXIT_LAT), .MODE_DEEP(MODE_DEEP), .MODE_CORE_MIN(MODE_CORE_MIN),
    .WAKELOCK_RST(WAKELOCK_RST), .DEEPLOCK_RST(DEEPLOCK_RST), .DRAM_TIMEOUT(DRAM_TIMEOUT)
  ) u_sleep (
    .clk_sys_i, .rst_sys_ni(rst_sys_n), .strobe_i(strobe), .clk_aon_i, .rst_aon_ni(rst_aon_n), .now_i(now),
    .core_wfi_i, .core_event_o, .local_i(slp_local), .wake_post_i(wake_post), .wake_stat_i(wake_stat),
    .post_i(slp_post),
    .stat_o(slp_stat), .seen_o(slp_seen), .busy_o(slp_busy),
    .busy_other_i(|{rtc_busy, wake_busy, pwr_busy, mon_busy, chg_busy}), .boot_o(booting),
    .wake_i(wake_core), .any_i(wake_any), .open_o(cause_open), .mask_o(wake_mask), .extra_o(extra),
    .state_i(pwr_state_o),
    .boot_go_i(boot_go), .restart_i(restart), .ponr_i(ponr), .dom_on_i(core_on), .dom_gated_i(core_gated),
    .dom_boot_i(core_boot), .core_tgt_o(core_tgt), .slp_enter_o(slp_enter), .slp_mode_o(enter_mode),
    .slp_off_o(slp_off),
    .aon_mode_o(mode_o), .dram_ack_i, .dram_req_o, .dram_state_o
  );

  sleep_watchdog #(
    .N_MODES(N_MODES), .MODE_WDT_RUN(MODE_WDT_RUN)
  ) u_watchdog (
    .clk_i(clk_aon_i), .rst_ni(rst_aon_n), .state_i(pwr_state_o), .mode_i(mode_o), .wdt_run_o(wdt_run_o)
  );

  pmu_power #(
    .N_CORES(N_CORES), .N_MODES(N_MODES), .N_WAKE(N_WAKE), .N_DOMAINS(N_DOMAINS), .N_RAILS(N_RAILS), .N_RAM(N_RAM),
    .MODE_RAIL_ON(MODE_RAIL_ON), .MODE_RAIL_LP(MODE_RAIL_LP), .MODE_DOM_ON(MODE_DOM_ON), .MODE_CLK_ON(MODE_CLK_ON),
    .MODE_RAM_ON(MODE_RAM_ON), .MODE_REBOOT(MODE_REBOOT), .OFF_WAKE_MASK(OFF_WAKE_MASK), .RTC_MASK(RTC_MASK),
    .CORE_DOMAIN(CORE_DOMAIN), .CORE_AUTOSTART(CORE_AUTOSTART), .RAIL_UP_SLOT(RAIL_UP_SLOT),
    .RAIL_DOWN_SLOT(RAIL_DOWN_SLOT), .RAIL_PG_TIMEOUT(RAIL_PG_TIMEOUT),
    .RAIL_PG_DEGLITCH(RAIL_PG_DEGLITCH), .RAIL_LOSS_LOG(RAIL_LOSS_LOG), .SLOT_UP_DELAY(SLOT_UP_DELAY),
    .SLOT_DOWN_DELAY(SLOT_DOWN_DELAY), .CPU_RAIL(CPU_RAIL), .DOM_RAIL(DOM_RAIL), .DOM_RETAIN(DOM_RETAIN),
    .DOM_STEP_TICKS(DOM_STEP_TICKS), .DOM_RST_TICKS(DOM_RST_TICKS), .DOM_ACK_TIMEOUT(DOM_ACK_TIMEOUT),
    .BACKDRIVE_TIMEOUT(BACKDRIVE_TIMEOUT), .CLK_TIMEOUT(CLK_TIMEOUT), .RETRY_TICKS(RETRY_TICKS),
    .RETRY_FACTOR(RETRY_FACTOR), .SLOW_RETRY_TICKS(SLOW_RETRY_TICKS), .GOOD_RUN_TICKS(GOOD_RUN_TICKS),
    .AUTO_START(AUTO_START), .RST_DEBOUNCE(RST_DEBOUNCE)
  ) u_power (
    .clk_sys_i, .rst_sys_ni(rst_sys_n), .strobe_i(strobe), .clk_aon_i, .rst_aon_ni(rst_aon_n), .now_i(now),
    .local_i(pwr_local), .post_i(pwr_post), .stat_o(pwr_stat), .busy_o(pwr_busy),
    .rail_pg_i, .dom_ack_i, .clk_sys_valid_i, .reset_pin_ni, .key_i, .vbus_i, .protect_i, .block_i, .wdt_bite_i,
    .wdt_kick_i, .hard_off_i, .hold_off_i, .rail_en_o, .rail_lp_o, .dom_clk_en_o, .dom_iso_o, .dom_save_o,
    .dom_restore_o, .dom_rst_no,
    .dom_sw_en_o, .clk_req_o(clk_sys_req_o), .sample_o(sample), .ram_on_o, .vdd_ext_o, .wake_event_i(wake_event),
    .aon_protect_i(protect), .aon_block_i(block), .aon_vbus_i(vbus_boot), .slp_enter_i(slp_enter),
    .slp_mode_i(enter_mode), .slp_off_i(slp_off), .core_tgt_i(core_tgt), .state_o(pwr_state_o), .ponr_o(ponr),
    .boot_go_o(boot_go), .restart_o(restart), .dom_boot_o(dom_boot), .dom_on_o(dom_on), .dom_gated_o(dom_gated)
  );

  pmu_battery #(
    .HAS_MONITOR(HAS_MONITOR), .HAS_CHARGER(HAS_CHARGER), .SAMPLE_TICKS(SAMPLE_TICKS), .VBUS_DEBOUNCE(VBUS_DEBOUNCE),
    .MON_NEEDED(MON_NEEDED), .MON_CFG_RST(MON_CFG_RST), .CHG_CAP(CHG_CAP), .CHG_CTRL_RST(CHG_CTRL_RST),
    .CHG_LIMIT_RST(CHG_LIMIT_RST),
    .CHG_TEMP_RST(CHG_TEMP_RST), .CHG_TIMER_RST(CHG_TIMER_RST)
  ) u_battery (
    .clk_sys_i, .rst_sys_ni(rst_sys_n), .strobe_i(strobe), .clk_aon_i, .rst_aon_ni(rst_aon_n), .now_i(now),
    .state_i(pwr_state_o), .mon_post_i(mon_post), .mon_stat_o(mon_stat), .mon_seen_o(mon_seen), .mon_busy_o(mon_busy),
    .chg_post_i(chg_post), .chg_stat_o(chg_stat), .chg_busy_o(chg_busy), .adc_en_o, .adc_sample_o, .adc_chan_o,
    .adc_dac_o, .adc_cmp_i, .vbus_det_i, .vbus_ovp_i, .loop_cv_i, .loop_iin_i, .loop_vin_i, .chg_en_o, .chg_iset_o,
    .chg_vset_o,
    .chg_sink_o, .led_o, .wake_o(battery_wake), .protect_o(protect), .block_o(block), .vbus_boot_o(vbus_boot)
  );

endmodule
